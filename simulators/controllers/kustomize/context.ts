import type { Condition } from "../runtime/conditions.ts";
import type { ApiObject, Follower } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { type Draft, draftOf } from "../runtime/draft.ts";
import type { EventRecorder } from "../runtime/event-recorder.ts";
import type { RestMapper } from "../runtime/rest-mapper.ts";
import type { Target } from "../ssa/target.ts";
import {
  group,
  type KustomizationSpec,
  type KustomizationStatus,
  kustomizations,
  specOf,
} from "./kustomization.ts";

/** What all reconciliations of one controller share. */
export interface KustomizeContext {
  process: ControllerProcess;
  recorder: EventRecorder;
  /** Of the controller's own user. */
  mapper: RestMapper;
  statusMapper: RestMapper;
  /** Caches of sources by kind. */
  sources: ReadonlyMap<string, Follower>;
  /** Cache of the ServiceAccounts, begun by the first who asks. */
  serviceAccounts(): Follower;
  /** Builds one at a time, as Flux does for fear of its library. */
  build: <T>(work: () => Promise<T>) => Promise<T>;
}

/** One reconciliation of one Kustomization. */
export interface Turn {
  context: KustomizeContext;
  draft: Draft<KustomizationStatus>;
  spec: KustomizationSpec;
  startedMs: number;
  say(said: SaidOfRevision): Promise<void>;
}

export interface SaidOfRevision {
  severity: "info" | "error";
  message: string;
  revision?: string | undefined;
  originRevision?: string | undefined;
  metadata?: Record<string, string>;
}

export function beginTurn(context: KustomizeContext, object: ApiObject): Turn {
  const { process, recorder } = context;
  const draft = draftOf<KustomizationStatus>(object, {
    process,
    resource: kustomizations.resource,
    fieldManager: "gotk-kustomize-controller",
  });
  return {
    context,
    draft,
    spec: specOf(object),
    startedMs: process.clock.nowMs(),
    async say({ severity, message, revision, originRevision, metadata = {} }) {
      await recorder.say(draft.object, {
        type: severity === "error" ? "Warning" : "Normal",
        // Whatever Ready says at this moment, which while it goes on is that it goes on.
        reason: draft.conditions.get("Ready")?.reason ?? severity,
        message,
        metadata: {
          ...metadata,
          ...(revision ? { [`${group}/revision`]: revision } : {}),
          ...(originRevision ? { [`${group}/originRevision`]: originRevision } : {}),
        },
      });
    },
  };
}

/** Where a controller applies to as its own user. */
export function ownTarget({ process, mapper, statusMapper }: KustomizeContext): Target {
  const { api, clock, signal } = process;
  return { api, mapper, statusMapper, clock, signal };
}

export function mark(
  { draft }: Turn,
  status: Condition["status"],
  reason: string,
  message: string,
): void {
  draft.conditions.mark({ type: "Ready", status, reason, message });
}
