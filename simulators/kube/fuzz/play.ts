import type { Clock } from "../../../harness/core/clock.ts";
import { createNames, type RuleHits } from "./names.ts";
import type { Ask, FuzzAnswer, FuzzSequence, FuzzStep } from "./step.ts";

export interface PlayOptions {
  sequence: FuzzSequence;
  /** The start of everything it makes: unused so far, and as long as any other. */
  scope: string;
  origin: string;
  ask: Ask;
  hits: RuleHits;
  clock: Clock;
}

/** Plays a sequence's steps in order, in a new namespace. */
export async function play(options: PlayOptions): Promise<FuzzAnswer[]> {
  const { sequence, scope, origin, ask, hits, clock } = options;
  const names = createNames(scope, hits);
  const references = new Map<string, string>();
  const firstVersion = await prepare(options);
  // Known by the same name everywhere, whoever shows it first.
  names.hide({ metadata: { resourceVersion: firstVersion } });
  const fill = (text: string) => fillIn(text, { scope, references, firstVersion });
  const answers: FuzzAnswer[] = [];
  for (const step of sequence.steps) {
    const { response, text } = await answerWithin(ask, requestOf(step, origin, fill), clock);
    const body = parse(text);
    note(references, step.id, body);
    const warnings = response?.headers.get("warning")?.match(/299 - "(?:[^"\\]|\\.)*"/g);
    answers.push({
      status: response?.status ?? 0,
      contentType: response?.headers.get("content-type") ?? "",
      warnings: [...(warnings ?? [])],
      body: names.hide(body),
    });
  }
  return answers;
}

const answerMsMax = 15_000;

/** A whole answer, or word that there was none in time. */
async function answerWithin(ask: Ask, request: Request, clock: Clock) {
  const limit = new AbortController();
  const leaving = new AbortController();
  const asked = (async () => {
    try {
      const response = await ask(new Request(request, { signal: leaving.signal }));
      return { response, text: await response.text() };
    } catch (error) {
      // A server that fails within may hang up, which is an answer too.
      return { response: undefined, text: String(error) };
    }
  })();
  const late = clock.sleep(answerMsMax, limit.signal).then(() => undefined);
  try {
    const answered = await Promise.race([asked, late]);
    return answered ?? { response: undefined, text: `no end within ${answerMsMax} ms` };
  } finally {
    limit.abort();
    late.catch(() => {});
    asked.catch(() => {});
    leaving.abort();
  }
}

/** Its namespace, with the account that pods run as. Returns the resourceVersion before all its writes. */
async function prepare({ sequence, scope, origin, ask }: PlayOptions): Promise<string> {
  const post = async (path: string, name: string) => {
    const headers = { "content-type": "application/json", "user-agent": "fuzz/1" };
    const body = JSON.stringify({ metadata: { name } });
    const response = await ask(new Request(origin + path, { method: "POST", headers, body }));
    const text = await response.text();
    if (response.status !== 201) throw new Error(`POST ${path}: ${text.slice(0, 300)}`);
    return text;
  };
  const { metadata } = JSON.parse(await post("/api/v1/namespaces", `${scope}-ns`));
  if (sequence.steps.some(({ path }) => path.includes("/pods"))) {
    await post(`/api/v1/namespaces/${scope}-ns/serviceaccounts`, "default");
  }
  return String(metadata.resourceVersion);
}

function requestOf(step: FuzzStep, origin: string, fill: (text: string) => string): Request {
  const { method, path, body, type = "application/json", accept = "application/json" } = step;
  return new Request(origin + fill(path), {
    method,
    headers: {
      accept,
      "user-agent": "fuzz/1",
      ...(body === undefined ? {} : { "content-type": type }),
    },
    ...(body === undefined ? {} : { body: fill(body) }),
  });
}

const harmless: Record<string, string> = {
  uid: "00000000-0000-4000-8000-000000000000",
  name: "absent",
  continue: "",
};

function fillIn(
  text: string,
  known: { scope: string; references: ReadonlyMap<string, string>; firstVersion: string },
): string {
  const { scope, references, firstVersion } = known;
  return text
    .replaceAll("@ns@", `${scope}-ns`)
    .replaceAll("@id@", scope)
    .replace(/@(rv|uid|name|continue):(\d+)@/g, (reference, what) => {
      return references.get(reference) ?? harmless[what] ?? firstVersion;
    });
}

function note(references: Map<string, string>, id: number, body: unknown): void {
  const { metadata, ...rest } = (body ?? {}) as { metadata?: Record<string, unknown> };
  // That of a list is the newest of all, which servers don't agree on.
  const ofList = "items" in rest || "rows" in rest;
  const told = {
    rv: ofList ? undefined : metadata?.resourceVersion,
    uid: metadata?.uid,
    name: metadata?.name,
    continue: metadata?.continue,
  };
  for (const [what, value] of Object.entries(told)) {
    if (typeof value !== "string") continue;
    references.set(`@${what}:${id}@`, what === "continue" ? encodeURIComponent(value) : value);
  }
}

/** A JSON value, one for each line of a watch, or the text itself. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {}
  try {
    const lines = text.trim().split("\n");
    return lines.map((line): unknown => JSON.parse(line));
  } catch {}
  return text;
}
