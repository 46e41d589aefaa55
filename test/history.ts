import type { Fault } from "../harness/core/fault.ts";
import type { Condition, HistoryEntry, ObjectState, Observation } from "../harness/core/history.ts";

/** Something that happened, with its time where the story needs one. */
export type Told = Observation & { tMs?: number };

type Of<Type extends Observation["type"]> = Extract<Observation, { type: Type }>;

/** Milliseconds between entries that don't say when they happened. */
const pauseMs = 1000;

/** A history written by hand: `seq` is counted, an entry without a time comes a second after the latest so far. */
export function history(...told: readonly (Told | readonly Told[])[]): HistoryEntry[] {
  let latestMs = -pauseMs;
  return told.flat().map(({ tMs = latestMs + pauseMs, ...observation }, index) => {
    latestMs = Math.max(latestMs, tMs);
    return { seq: index + 1, tMs, ...observation } as HistoryEntry;
  });
}

/** The same, at this time on the run's clock. */
export function at(tMs: number, told: Told): Told {
  return { ...told, tMs };
}

/** Revision of a commit as Flux writes it. */
export function revision(commit: string): string {
  return `main@sha1:${commit}`;
}

export function commit(
  hash: string,
  rest: Partial<Omit<Of<"git.commit">, "type" | "commit">> = {},
): Told {
  return {
    type: "git.commit",
    repository: "fleet-000",
    branch: "main",
    commit: hash,
    previous: null,
    forced: false,
    change: 0,
    touches: [],
    drops: [],
    ...rest,
  };
}

export function condition(
  type: string,
  status: Condition["status"],
  reason = "",
  message = "",
): Condition {
  return { type, status, reason, message };
}

export const ready = condition("Ready", "True", "ReconciliationSucceeded");
export const failing = condition("Ready", "False", "GitOperationFailed", "unable to clone");
export const progressing = condition("Ready", "Unknown", "Progressing");

let versions = 0;

/** An object as a watch saw it: changed, unless `added` or `deleted` says otherwise. */
export function object(kind: string, name: string, state: ObjectState = {}): Of<"kube.object"> {
  versions += 1;
  return {
    type: "kube.object",
    change: "modified",
    kind,
    namespace: "fluxproof",
    name,
    uid: `${kind} ${name}`,
    resourceVersion: String(versions),
    state,
  };
}

/** A GitRepository that holds the artifact of a commit. */
export function source(name: string, hash?: string, ...conditions: Condition[]) {
  return object("GitRepository", name, {
    conditions,
    ...(hash === undefined ? {} : { artifact: { revision: revision(hash) } }),
  });
}

/** A Kustomization that applied a commit of its repository. */
export function kustomization(
  name: string,
  hash?: string,
  ...conditions: Condition[]
): Of<"kube.object"> {
  const repository = name.replace(/-k-\d+$/, "");
  const applied = hash === undefined ? {} : { attempted: revision(hash), applied: revision(hash) };
  return object("Kustomization", name, { conditions, source: repository, ...applied });
}

/** A ConfigMap `KUSTOMIZATION-INDEX` that a Kustomization applied at a change. */
export function configMap(name: string, change: number): Of<"kube.object"> {
  const owner = `fluxproof/${name.replace(/-\d+$/, "")}`;
  return object("ConfigMap", name, { owner, change });
}

export function added(seen: Of<"kube.object">): Of<"kube.object"> {
  return { ...seen, change: "added" };
}

export function deleted(seen: Of<"kube.object">): Of<"kube.object"> {
  return { ...seen, change: "deleted" };
}

export function request(rest: Partial<Omit<Of<"git.request">, "type">> = {}): Told {
  return {
    type: "git.request",
    repository: "fleet-000",
    endpoint: "refs",
    method: "GET",
    status: 200,
    bytes: 812,
    durationMs: 4,
    ended: "whole",
    faults: [],
    ...rest,
  };
}

const outage: Fault = { target: "git-host", use: "answers", status: 503 };

export function faultStart(id: string, fault: Fault = outage): Told {
  return { type: "fault.start", id, fault };
}

export function faultEnd(id: string, met: number | null = 1): Told {
  return { type: "fault.end", id, met };
}

export function stepStart(step: string, use: string): Told {
  return { type: "step.start", step, use, with: {} };
}

export function stepEnd(
  step: string,
  outcome: "done" | "timeout" | "error" = "done",
  because?: string,
): Told {
  return { type: "step.end", step, outcome, ...(because === undefined ? {} : { because }) };
}

export function processStart(process: string, restarts = 0, memoryLimitBytes?: number): Told {
  const limit = memoryLimitBytes === undefined ? {} : { memoryLimitBytes };
  return { type: "process.start", process, pid: 100 + restarts, restarts, ...limit };
}

export function workers(process: string): Told {
  return { type: "process.workers", process, pid: 100 };
}

export function processExit(
  process: string,
  rest: Partial<Omit<Of<"process.exit">, "type" | "process">> = {},
): Told {
  return {
    type: "process.exit",
    process,
    pid: 100,
    code: 1,
    signal: null,
    oomKilled: false,
    restartInMs: 0,
    ...rest,
  };
}

export function oomKill(process: string, restartInMs: number | null = 0): Told {
  return processExit(process, { code: null, signal: "SIGKILL", oomKilled: true, restartInMs });
}

/** A memory sample; `rssPeak` follows `rss`. */
export function usage(
  process: string,
  rest: Partial<Omit<Of<"process.usage">, "type" | "process">> = {},
): Told {
  const rss = rest.rss ?? 1;
  return { type: "process.usage", process, pid: 100, rss, rssPeak: rss, cpuSeconds: 0, ...rest };
}

export function runEnd(outcome: "done" | "interrupted" | "error" = "done", because?: string): Told {
  return { type: "run.end", outcome, ...(because === undefined ? {} : { because }) };
}
