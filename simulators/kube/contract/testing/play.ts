import { decodeProtobuf, encodeProtobuf } from "../../protobuf/protobuf.ts";
import { decodeWatchFrames } from "../../protobuf/watch-frames.ts";
import type { ContractCase, Step } from "./cases.ts";

/** An answer with what differs from server to server and run to run named instead of told. */
export interface Answer {
  step: string;
  status: number;
  contentType: string;
  warnings: string[];
  body: unknown;
}

export type Ask = (request: Request) => Promise<Response>;

/** Plays a case's steps in order. */
export async function play({ steps }: ContractCase, origin: string, ask: Ask): Promise<Answer[]> {
  const names = createNames();
  const answers: Answer[] = [];
  for (const step of steps) {
    const response = await ask(requestOf(step, origin, names));
    const contentType = response.headers.get("content-type") ?? "";
    const body = parse(new Uint8Array(await response.arrayBuffer()), contentType);
    answers.push({
      step: `${step.method} ${step.path}`,
      status: response.status,
      contentType,
      warnings: [...(response.headers.get("warning")?.match(/299 - "(?:[^"\\]|\\.)*"/g) ?? [])],
      body: names.hide(body),
    });
  }
  return answers;
}

/** The header that carries those which web Headers would join. */
export const apartHeader = "x-headers-apart";

function requestOf(step: Step, origin: string, names: Names) {
  const { method, path, body, type, accept, headers } = step;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const shown = text === undefined ? undefined : names.show(text);
  return new Request(origin + names.show(path), {
    method,
    headers: {
      ...(text === undefined ? {} : { "content-type": type ?? "application/json" }),
      accept: accept ?? "application/json",
      "user-agent": "contract/1",
      ...(headers && { [apartHeader]: JSON.stringify(headers) }),
    },
    ...(shown === undefined
      ? {}
      : { body: type === protobuf ? Buffer.from(encodeProtobuf(JSON.parse(shown))) : shown }),
  });
}

const protobuf = "application/vnd.kubernetes.protobuf";

/** A JSON value, one for each line of a watch, or the text itself; what protobuf holds as JSON. */
function parse(bytes: Uint8Array, contentType: string): unknown {
  if (contentType.startsWith(protobuf)) {
    if (contentType.includes("stream=watch")) return decodeWatchFrames(bytes).frames;
    return decodeProtobuf(bytes);
  }
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch {}
  try {
    return text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  } catch {}
  return text;
}

type Names = ReturnType<typeof createNames>;

/** Gives each uid and resourceVersion of a case the number of its first showing: `$uid1`, `$version2`. */
function createNames() {
  const known = new Map<string, string>();
  const counts: Record<string, number> = {};
  const nameOf = (kind: "uid" | "version", value: string) => {
    const found = known.get(`${kind} ${value}`);
    if (found) return found;
    counts[kind] = (counts[kind] ?? 0) + 1;
    const name = `$${kind}${counts[kind]}`;
    known.set(`${kind} ${value}`, name);
    return name;
  };
  const hideText = (text: string) =>
    text
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (uid) =>
        nameOf("uid", uid),
      )
      .replace(
        /ResourceVersion in record \((\d+)\)/,
        (_, version) => `ResourceVersion in record (${nameOf("version", version)})`,
      )
      // Until the simulator speaks it too.
      .replace(/, application\/vnd\.kubernetes\.protobuf(;stream=watch)?/g, "")
      .replace(/current: \d+/, "current: $newest")
      .replace(/\(\d+\)$/, "($newest)")
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "$time");
  const hide = (value: unknown, key = ""): unknown => {
    if (key === "continue" && value) return "$continue";
    if (typeof value === "string") {
      if (/^\d+s$/.test(value)) return "$age";
      if (key === "resourceVersion" && /^\d+$/.test(value)) return nameOf("version", value);
      return hideText(value);
    }
    if (key === "managedFields" && Array.isArray(value)) {
      return hide(byManager(value));
    }
    if (Array.isArray(value)) return value.map((item) => hide(item));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([name, each]) => [name, hide(each, name)]));
  };
  return {
    hide,
    /** Puts what a name stands for into a request. */
    show(text: string): string {
      let shown = text;
      for (const [key, name] of [...known].reverse())
        shown = shown.replaceAll(name, key.slice(key.indexOf(" ") + 1));
      return shown;
    },
  };
}

/** Within a second managedFields are in the order of their managers, so it hangs on the time of day. */
export function byManager(entries: Record<string, unknown>[]): Record<string, unknown>[] {
  return entries.toSorted((a, b) => (nameManager(a) < nameManager(b) ? -1 : 1));
}

function nameManager(entry: Record<string, unknown>): string {
  const { operation, manager, subresource, apiVersion } = entry;
  return `${operation} ${manager} ${subresource ?? ""} ${apiVersion}`;
}
