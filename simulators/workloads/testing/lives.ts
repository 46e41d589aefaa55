import { type Outcome, workloadStages } from "../behaviour.ts";
import { stageOf } from "../match-stage.ts";
import { nextStatus } from "../next-status.ts";
import type { WorkloadObject } from "../workload-api.ts";
import { workloads } from "./workloads.ts";

/** One state of an object, and the stage that led to it. */
export interface State {
  outcome: Outcome;
  kind: string;
  /** Null in the state it is created in. */
  stage: string | null;
  object: WorkloadObject;
}

export const outcomes: Outcome[] = ["ready", "crash-loop", "never"];

const epochMs = Date.parse("2026-01-01T00:00:00Z");
const statesMax = 9;

/** All states that workloads go through, for every outcome, without an API server. */
export function livesOf(): State[] {
  return outcomes.flatMap((outcome) => workloads.flatMap((workload) => lifeOf(outcome, workload)));
}

function lifeOf(outcome: Outcome, { of, object: made }: (typeof workloads)[number]): State[] {
  const sets = workloadStages([{ outcome }]);
  const { kind, metadata } = made;
  const { spec, status = {} } = defaults[kind] ?? {};
  let object: WorkloadObject = {
    ...made,
    metadata: { ...metadata, ...given },
    spec: { ...made.spec, ...spec },
    status,
  };
  const states: State[] = [{ outcome, kind, stage: null, object }];
  for (let stage = stageOf(sets, of, object); stage; stage = stageOf(sets, of, object)) {
    const patch = nextStatus(stage.next.status ?? {}, object, epochMs + states.length * 1000);
    const merged = Object.entries({ ...(object.status as object), ...patch });
    object = {
      ...object,
      status: Object.fromEntries(merged.filter(([, value]) => value !== null)),
    };
    states.push({ outcome, kind, stage: stage.name, object });
    if (states.length > statesMax) throw new Error(`${kind} never comes to rest when ${outcome}`);
  }
  return states;
}

const given = {
  namespace: "default",
  uid: "1",
  generation: 1,
  creationTimestamp: "2026-01-01T00:00:00Z",
};

/** What the API server puts into objects that stages look at. */
const defaults: Record<string, { spec?: object; status?: object }> = {
  Pod: { spec: { restartPolicy: "Always" }, status: { phase: "Pending" } },
  PersistentVolumeClaim: { status: { phase: "Pending" } },
  Service: { spec: { clusterIP: "10.0.0.7" }, status: { loadBalancer: {} } },
};
