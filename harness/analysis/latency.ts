import type { HistoryEntry } from "../core/history.ts";
import type { Stage } from "../core/metrics.ts";

/** How one Kustomization took one commit of its repository. */
export interface ChangeLatency {
  /** `namespace/name` */
  kustomization: string;
  repository: string;
  /** `seq` of the `git.commit` entry. */
  commitSeq: number;
  /** The commit was there before the object: times then count from the object's making. */
  cold: boolean;
  /** Milliseconds from the push (cold: from the object's making); null for a stage not reached. */
  stages: Record<Stage, number | null>;
  /** `seq` of the entry that showed Ready; null if none did. */
  readySeq: number | null;
}

type Commit = Extract<HistoryEntry, { type: "git.commit" }>;
type ObjectEntry = Extract<HistoryEntry, { type: "kube.object" }>;

/**
 * Latency of every commit for every Kustomization on its repository that existed at the push, and of
 * the newest earlier commit for every Kustomization made later. An object that moved on to a later
 * commit of the same repository has taken the earlier one too: Flux promises the newest state, not every state.
 */
export function latencies(history: readonly HistoryEntry[]): ChangeLatency[] {
  const commits = commitsByRepository(history);
  const objects = new ObjectTimeline(history);
  const found: ChangeLatency[] = [];
  for (const kustomization of objects.kustomizations()) {
    const ofRepository = commits.get(kustomization.repository) ?? [];
    const before = ofRepository.filter((commit) => commit.seq < kustomization.addedSeq);
    const after = ofRepository.filter((commit) => commit.seq > kustomization.addedSeq);
    for (const commit of [...before.slice(-1), ...after]) {
      if (commit.seq > kustomization.deletedSeq) continue;
      found.push(follow({ commit, ofRepository, kustomization, objects }));
    }
  }
  return found.sort(
    (a, b) => a.commitSeq - b.commitSeq || compare(a.kustomization, b.kustomization),
  );
}

interface KustomizationSpan {
  name: string;
  repository: string;
  addedSeq: number;
  addedMs: number;
  deletedSeq: number;
  entries: ObjectEntry[];
}

function follow({
  commit,
  ofRepository,
  kustomization,
  objects,
}: {
  commit: Commit;
  ofRepository: Commit[];
  kustomization: KustomizationSpan;
  objects: ObjectTimeline;
}): ChangeLatency {
  const cold = commit.seq < kustomization.addedSeq;
  const fromMs = cold ? kustomization.addedMs : commit.tMs;
  const wanted = new Set(
    ofRepository.slice(ofRepository.indexOf(commit)).map((later) => later.commit),
  );
  const has = (revision: string | undefined) =>
    revision !== undefined && wanted.has(commitOf(revision));
  const first = (entries: ObjectEntry[], holds: (entry: ObjectEntry) => boolean) =>
    entries.find((entry) => entry.seq > commit.seq && holds(entry));

  const artifact = first(objects.source(kustomization), (entry) =>
    has(entry.state.artifact?.revision),
  );
  const attempted = first(kustomization.entries, (entry) => has(entry.state.attempted));
  const ready = first(
    kustomization.entries,
    (entry) => has(entry.state.applied) && isReady(entry.state),
  );
  const written = commit.touches.includes(kustomization.name)
    ? objects.lastWrite(kustomization, commit)
    : undefined;
  const applied = written ?? first(kustomization.entries, (entry) => has(entry.state.applied))?.tMs;

  const since = (tMs: number | undefined) => (tMs === undefined ? null : Math.max(0, tMs - fromMs));
  const readyMs = since(ready?.tMs);
  const appliedMs = since(applied);
  return {
    kustomization: kustomization.name,
    repository: kustomization.repository,
    commitSeq: commit.seq,
    cold,
    stages: {
      artifact: since(artifact?.tMs),
      attempted: since(attempted?.tMs),
      // Two watches bring objects and Kustomization; the one may overtake the other by a moment.
      applied: appliedMs !== null && readyMs !== null ? Math.min(appliedMs, readyMs) : appliedMs,
      ready: readyMs,
    },
    readySeq: ready?.seq ?? null,
  };
}

/** Ready=True for the generation the object has now. */
export function isReady(state: ObjectEntry["state"]): boolean {
  const ready = state.conditions?.find((condition) => condition.type === "Ready");
  return ready?.status === "True" && state.observedGeneration === state.generation;
}

/** The commit hash in a revision such as `main@sha1:4f2…`. */
export function commitOf(revision: string): string {
  return revision.slice(revision.lastIndexOf(":") + 1);
}

function commitsByRepository(history: readonly HistoryEntry[]): Map<string, Commit[]> {
  const commits = history.filter(
    (entry): entry is HistoryEntry & Commit => entry.type === "git.commit",
  );
  return Map.groupBy(commits, (commit) => commit.repository);
}

/** The watched objects of a history by identity. */
class ObjectTimeline {
  readonly #byObject: Map<string, ObjectEntry[]>;
  /** An object that was deleted and made again has a life for each UID. */
  readonly #lives: Map<string, ObjectEntry[]>;
  readonly #managed: Map<string, ObjectEntry[]>;

  constructor(history: readonly HistoryEntry[]) {
    const entries = history.filter((entry): entry is ObjectEntry => entry.type === "kube.object");
    this.#byObject = Map.groupBy(
      entries,
      (entry) => `${entry.kind} ${entry.namespace}/${entry.name}`,
    );
    this.#lives = Map.groupBy(
      entries,
      (entry) => `${entry.kind} ${entry.namespace}/${entry.name} ${entry.uid}`,
    );
    this.#managed = Map.groupBy(entries, (entry) => entry.state.owner ?? "");
  }

  kustomizations(): KustomizationSpan[] {
    const spans: KustomizationSpan[] = [];
    for (const entries of this.#lives.values()) {
      const first = entries[0];
      if (first?.kind !== "Kustomization") continue;
      spans.push({
        name: `${first.namespace}/${first.name}`,
        repository: first.state.source ?? "",
        addedSeq: first.seq,
        addedMs: first.tMs,
        deletedSeq: entries.find((entry) => entry.change === "deleted")?.seq ?? Infinity,
        entries,
      });
    }
    return spans;
  }

  source(kustomization: KustomizationSpan): ObjectEntry[] {
    const namespace = kustomization.name.split("/")[0];
    return this.#byObject.get(`GitRepository ${namespace}/${kustomization.repository}`) ?? [];
  }

  /** When the last of its managed objects was first seen with the commit's change or a later one. */
  lastWrite({ name, addedSeq }: KustomizationSpan, commit: Commit): number | undefined {
    const firstSeen = new Map<string, number>();
    const sinceSeq = Math.max(commit.seq, addedSeq);
    for (const entry of this.#managed.get(name) ?? []) {
      if (entry.seq < sinceSeq || (entry.state.change ?? -1) < commit.change) continue;
      if (!firstSeen.has(entry.name)) firstSeen.set(entry.name, entry.tMs);
    }
    return firstSeen.size === 0 ? undefined : Math.max(...firstSeen.values());
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Stage values of many latencies, those that were reached, ascending. */
export function reached(found: readonly ChangeLatency[], stage: Stage): number[] {
  return found
    .map((latency) => latency.stages[stage])
    .filter((value): value is number => value !== null)
    .sort((a, b) => a - b);
}
