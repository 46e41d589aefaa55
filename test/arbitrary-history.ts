import fc from "fast-check";
import type { HistoryEntry } from "../harness/core/history.ts";

// Few names and hashes, so that entries meet one another as those of a real run do.
const repository = fc.constantFrom("fleet-000", "large");
const objectName = fc.constantFrom("fleet-000", "fleet-000-k-000", "large");
const managedName = fc.constantFrom("fleet-000-k-000-0", "fleet-000-k-000-1");
const hash = fc.constantFrom("a0", "b1", "c2", "d3");
const revision = hash.map((commit) => `main@sha1:${commit}`);
const process = fc.constantFrom("source-controller", "kustomize-controller", "__proto__");
const faultId = fc.constantFrom("fault-1", "fault-2");
const stepPath = fc.constantFrom("1", "2", "2.1", "3");
const message = fc.constantFrom(
  "stored artifact",
  "context deadline exceeded",
  "dial tcp: connection refused",
  "status code: 429",
);
const nat = fc.nat({ max: 50 });
const bytes = fc.nat({ max: 2 ** 31 });
const optional = { requiredKeys: [] as [] };

const condition = fc.record({
  type: fc.constantFrom("Ready", "FetchFailed", "Reconciling", "ArtifactInStorage"),
  status: fc.constantFrom("True", "False", "Unknown"),
  reason: fc.constantFrom("Succeeded", "GitOperationFailed", "Progressing"),
  message,
});

const state = fc.record(
  {
    generation: nat,
    observedGeneration: nat,
    conditions: fc.array(condition, { maxLength: 3 }),
    artifact: fc.record({ revision }),
    source: repository,
    attempted: revision,
    applied: revision,
    owner: objectName.map((name) => `fluxproof/${name}`),
    change: nat,
  },
  optional,
);

const object = fc.oneof(
  fc.record({ kind: fc.constantFrom("GitRepository", "Kustomization"), name: objectName }),
  fc.record({ kind: fc.constant("ConfigMap"), name: managedName }),
);

/** What histories are mostly made of. */
const common = fc.oneof(
  fc.record({
    type: fc.constant("git.commit"),
    repository,
    branch: fc.constant("main"),
    commit: hash,
    previous: fc.option(hash),
    forced: fc.boolean(),
    change: nat,
    touches: fc.array(
      objectName.map((name) => `fluxproof/${name}`),
      { maxLength: 2 },
    ),
    drops: fc.array(
      managedName.map((name) => `fluxproof/${name}`),
      { maxLength: 2 },
    ),
  }),
  fc.record({
    type: fc.constant("git.request"),
    repository,
    endpoint: fc.constantFrom("refs", "pack", "other"),
    method: fc.constant("GET"),
    status: fc.constantFrom(200, 401, 429, 503),
    bytes,
    durationMs: nat,
    ended: fc.constantFrom("whole", "cut", "abandoned"),
    faults: fc.array(faultId, { maxLength: 1 }),
  }),
  fc
    .record({
      type: fc.constant("kube.object"),
      change: fc.constantFrom("added", "modified", "deleted"),
      namespace: fc.constant("fluxproof"),
      uid: fc.constantFrom("uid-1", "uid-2"),
      resourceVersion: fc.constant("1"),
      object,
      state,
    })
    .map(({ object: { kind, name }, ...rest }) => ({ ...rest, kind, name })),
);

/** What became of a few requests of a storm. */
const load = fc
  .record({
    statuses: fc.dictionary(fc.constantFrom("0", "200", "503"), nat),
    dropped: fc.constantFrom(0, 0, 3),
    wanted: fc.nat({ max: 60 }),
    second: fc.nat({ max: 5 }),
    durationMs: fc.option(fc.record({ p50: nat, p95: bytes, p99: bytes, max: bytes })),
  })
  .map(({ statuses, ...rest }) => ({
    ...{ ...rest, statuses },
    sent: Object.values(statuses).reduce((sum, count) => sum + count, 0),
  }));

const rare = fc.oneof(
  fc.record({
    type: fc.constant("fault.start"),
    id: faultId,
    fault: fc.constantFrom(
      { target: "git-host", use: "answers", status: 503 },
      { target: "sink", use: "refuses" },
    ),
  }),
  fc.record({ type: fc.constant("fault.end"), id: faultId, met: fc.option(nat) }),
  fc.record({
    type: fc.constant("step.start"),
    step: stepPath,
    use: fc.constantFrom("wait", "commit", "converge"),
    with: fc.constant({}),
  }),
  fc.record({
    type: fc.constant("step.end"),
    step: stepPath,
    outcome: fc.constantFrom("done", "done", "done", "timeout", "error"),
  }),
  fc.record({
    type: fc.constant("kube.event"),
    involved: fc.record({
      kind: fc.constantFrom("Kustomization", "Alert"),
      namespace: fc.constant("fluxproof"),
      name: objectName,
    }),
    kind: fc.constantFrom("Normal", "Warning"),
    reason: fc.constantFrom("Progressing", "NotificationDispatchFailed"),
    message,
    count: nat,
    reporter: process,
  }),
  fc.record({
    type: fc.constant("sink.request"),
    inbox: fc.constantFrom("team", "down"),
    status: fc.constantFrom(0, 202, 503),
    durationMs: nat,
    ended: fc.constantFrom("whole", "cut", "abandoned"),
    faults: fc.array(faultId, { maxLength: 1 }),
    signature: fc.constantFrom("valid", "invalid", "none"),
  }),
  fc.record({
    type: fc.constant("git.refusal"),
    repository: fc.constantFrom("fleet-000", "fleet-001"),
    branch: fc.constant("main"),
    head: fc.option(fc.constantFrom("a".repeat(40), "b".repeat(40))),
    because: message,
  }),
  fc.record({
    type: fc.constant("git.webhook"),
    repository: fc.constantFrom("fleet-000", "fleet-001"),
    event: fc.constant("push"),
    commit: fc.constantFrom("a".repeat(40), "b".repeat(40)),
    status: fc.constantFrom(0, 200, 400),
    durationMs: nat,
  }),
  fc.record({
    type: fc.constant("hook.request"),
    receiver: fc.constant("hook"),
    path: fc.constantFrom("own", "unknown"),
    signature: fc.constantFrom("valid", "wrong", "none"),
    status: fc.constantFrom(200, 400, 404),
    durationMs: nat,
  }),
  fc.record({ storm: stepPath, load }).map(({ storm, load: { wanted: _, ...figures } }) => ({
    ...{ type: "load.second", storm, ...figures },
  })),
  fc.record({ storm: stepPath, load }).map(({ storm, load: { second: _, ...figures } }) => ({
    ...{ type: "load.end", storm, receiver: "hook", by: "fluxproof", ...figures },
  })),
  fc.record({
    type: fc.constant("process.start"),
    process,
    pid: nat,
    restarts: nat,
    memoryLimitBytes: bytes,
  }),
  fc.record({
    type: fc.constant("process.exit"),
    process,
    pid: nat,
    code: fc.option(nat),
    signal: fc.option(fc.constant("SIGKILL")),
    oomKilled: fc.boolean(),
    restartInMs: fc.option(nat),
  }),
  fc.record({ type: fc.constant("process.workers"), process, pid: nat }),
  fc.record({
    type: fc.constant("process.usage"),
    process,
    pid: nat,
    rss: bytes,
    rssPeak: bytes,
    anon: bytes,
    cpuSeconds: nat,
  }),
  fc.record({ type: fc.constant("harness.usage"), rss: bytes, cpuSeconds: nat }),
  fc.record({
    type: fc.constant("kube.requests"),
    counts: fc.dictionary(process, fc.dictionary(fc.constantFrom("get pods", "toString"), nat)),
  }),
  fc.record({ type: fc.constant("unsupported"), what: message, because: message }),
  fc.record({
    type: fc.constant("run.end"),
    outcome: fc.constantFrom("done", "done", "interrupted", "error"),
  }),
);

const observation = fc.oneof({ weight: 3, arbitrary: common }, { weight: 2, arbitrary: rare });

/** What a run could have recorded, though in an order that none would. */
export const arbitraryHistory: fc.Arbitrary<HistoryEntry[]> = fc
  .array(fc.tuple(observation, fc.nat({ max: 5000 })), { maxLength: 80, size: "max" })
  .map((told) => {
    let tMs = 0;
    return told.map(([seen, passedMs], index) => {
      tMs += passedMs;
      return { seq: index + 1, tMs, ...seen } as HistoryEntry;
    });
  });

/** Lines that are JSON and have a known type, and nothing else that can be relied on. */
export const brokenHistory: fc.Arbitrary<HistoryEntry[]> = fc
  .array(
    fc.tuple(
      fc.constantFrom("git.commit", "git.request", "kube.object", "fault.start", "step.end", "?"),
      fc.dictionary(fc.constantFrom("state", "id", "drops", "kind", "fault"), fc.jsonValue()),
    ),
    { maxLength: 10 },
  )
  .map((lines) =>
    lines.map(([type, fields], index) => ({ seq: index + 1, tMs: index, type, ...fields })),
  )
  .map((entries) => entries as unknown as HistoryEntry[]);
