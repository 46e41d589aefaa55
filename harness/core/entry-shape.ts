import type { HistoryEntry } from "./history.ts";

type Kind = "string" | "number" | "boolean" | "object" | "array";

/** What the entries that figures are made of must have; `?` marks what may be absent, `|null` what may be null. */
const shapes: Record<string, Record<string, Kind | `${Kind}?` | `${Kind}|null`>> = {
  "step.start": { step: "string", use: "string", with: "object" },
  "step.end": { step: "string", outcome: "string", because: "string?" },
  "run.end": { outcome: "string", because: "string?" },
  unsupported: { what: "string", because: "string" },
  "fault.start": { id: "string", fault: "object" },
  "fault.end": { id: "string", met: "number|null" },
  "git.commit": { repository: "string", commit: "string", change: "number", touches: "array" },
  "git.request": { repository: "string", endpoint: "string", status: "number", ended: "string" },
  "kube.object": {
    kind: "string",
    namespace: "string",
    name: "string",
    uid: "string",
    change: "string",
    state: "object",
  },
  "kube.requests": { counts: "object" },
  "process.start": {
    process: "string",
    pid: "number",
    restarts: "number",
    ofEnvironment: "boolean?",
    memoryLimitBytes: "number?",
    cpuLimitMilli: "number?",
  },
  "process.exit": {
    process: "string",
    oomKilled: "boolean",
    code: "number|null",
    signal: "string|null",
  },
  "process.workers": { process: "string" },
  "process.usage": {
    process: "string",
    rss: "number",
    rssPeak: "number",
    cpuSeconds: "number",
    workingSet: "number?",
    anon: "number?",
    oomKills: "number?",
    cpuPeriods: "number?",
    throttledPeriods: "number?",
    throttledSeconds: "number?",
  },
  "harness.usage": { rss: "number", cpuSeconds: "number" },
};

/** Longer than any run. */
const tMsMax = 1e12;

/** What `state` of a watched object must have where it has it. */
const stateShape: Record<string, `${Kind}?`> = {
  ...{ conditions: "array?", artifact: "object?", source: "string?", owner: "string?" },
  ...{ attempted: "string?", applied: "string?", change: "number?" },
};

/**
 * What is wrong with a line of a history, as a sentence; undefined for an entry. Types that nobody draws or counts
 * are passed over: a history of a later version may have others.
 */
export function entryFault(value: unknown): string | undefined {
  if (!isObject(value)) return "it is no object";
  const { seq, tMs, type } = value;
  if (!Number.isInteger(seq)) return `its seq is ${shown(seq)}, expected an integer`;
  // What was there before the run's clock began lies below 0.
  if (!(typeof tMs === "number" && Math.abs(tMs) < tMsMax)) {
    return `its tMs is ${shown(tMs)}, expected milliseconds since the run's start`;
  }
  if (typeof type !== "string") return `its type is ${shown(type)}, expected a string`;
  const fault = Object.hasOwn(shapes, type) ? shapeFault(value, shapes[type] ?? {}) : undefined;
  if (fault !== undefined) return `${type}: ${fault}`;
  const entry = value as unknown as HistoryEntry;
  if (entry.type === "kube.object") return stateFault(value.state as Record<string, unknown>);
  if (entry.type === "kube.requests") return countsFault(entry.counts);
  if (entry.type === "git.commit") return listFault("git.commit: its touches", entry.touches);
  return undefined;
}

function stateFault(state: Record<string, unknown>): string | undefined {
  const fault = shapeFault(state, stateShape);
  if (fault !== undefined) return `kube.object: of its state ${fault}`;
  const { conditions, artifact } = state;
  if (isObject(artifact) && typeof artifact.revision !== "string") {
    return `kube.object: its artifact's revision is ${shown(artifact.revision)}, expected a string`;
  }
  const isSound = !Array.isArray(conditions) || conditions.every(isObject);
  return isSound ? undefined : "kube.object: of its conditions one is no object";
}

function countsFault(counts: unknown): string | undefined {
  const all = Object.values(counts as Record<string, unknown>);
  const isSound = all.every(
    (own) => isObject(own) && Object.values(own).every((count) => typeof count === "number"),
  );
  return isSound ? undefined : "kube.requests: its counts are no numbers by controller and request";
}

function listFault(what: string, list: readonly unknown[]): string | undefined {
  return list.every((each) => typeof each === "string") ? undefined : `${what} are no strings`;
}

function shapeFault(value: Record<string, unknown>, shape: Record<string, string>) {
  for (const [field, wanted] of Object.entries(shape)) {
    const found = value[field];
    const kind = wanted.replace(/\?$|\|null$/, "");
    if (found === undefined && wanted.endsWith("?")) continue;
    if (found === null && wanted.endsWith("|null")) continue;
    if (!isKind(found, kind)) return `its ${field} is ${shown(found)}, expected ${article(kind)}`;
  }
  return undefined;
}

function isKind(value: unknown, kind: string): boolean {
  if (kind === "array") return Array.isArray(value);
  return kind === "object" ? isObject(value) : typeof value === kind;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function article(kind: string): string {
  return `${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}`;
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 60) ?? "absent";
}
