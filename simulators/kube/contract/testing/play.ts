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
    const text = await response.text();
    answers.push({
      step: `${step.method} ${step.path}`,
      status: response.status,
      contentType: response.headers.get("content-type") ?? "",
      warnings: [...(response.headers.get("warning")?.match(/299 - "(?:[^"\\]|\\.)*"/g) ?? [])],
      body: names.hide(parse(text)),
    });
  }
  return answers;
}

function requestOf({ method, path, body, type, accept }: Step, origin: string, names: Names) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return new Request(origin + names.show(path), {
    method,
    headers: {
      ...(text === undefined ? {} : { "content-type": type ?? "application/json" }),
      accept: accept ?? "application/json",
      "user-agent": "contract/1",
    },
    ...(text === undefined ? {} : { body: names.show(text) }),
  });
}

/** A JSON value, one for each line of a watch, or the text itself. */
function parse(text: string): unknown {
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
      // Within a second they are in the order of their managers, so it hangs on the time of day.
      return hide(value.toSorted((a, b) => (nameManager(a) < nameManager(b) ? -1 : 1)));
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

function nameManager({ operation, manager, subresource }: Record<string, unknown>): string {
  return `${operation} ${manager} ${subresource ?? ""}`;
}
