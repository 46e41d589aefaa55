import type { ApiObject, ControllerApi, Follower } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { type Draft, draftOf } from "../runtime/draft.ts";
import type { EventRecorder } from "../runtime/event-recorder.ts";
import type { RestMapper } from "../runtime/rest-mapper.ts";
import {
  type HelmReleaseSpec,
  type HelmReleaseStatus,
  helmReleases,
  specOf,
  type Values,
} from "./helm-release.ts";
import type { Chart } from "./render/render-chart.ts";

/** What all reconciliations of one controller share. */
export interface HelmContext {
  process: ControllerProcess;
  recorder: EventRecorder;
  /** Of the controller's own user. */
  mapper: RestMapper;
  /** Caches. */
  releases(): Follower;
  charts: Follower;
}

/** One reconciliation of one HelmRelease. */
export interface Turn {
  context: HelmContext;
  object: ApiObject;
  draft: Draft<HelmReleaseStatus>;
  spec: HelmReleaseSpec;
  /** As whom the release is made. */
  api: ControllerApi;
}

/** A turn that knows what is to be released. */
export interface ReleaseTurn extends Turn {
  chart: Chart;
  values: Values;
}

export function beginTurn(context: HelmContext, object: ApiObject): Turn {
  const { process } = context;
  const spec = specOf(object);
  const { namespace = "" } = object.metadata;
  const account = spec.serviceAccountName;
  const api = account
    ? process.impersonate(`system:serviceaccount:${namespace}:${account}`)
    : process.api;
  const draft = draftOf<HelmReleaseStatus>(object, {
    process,
    resource: helmReleases.resource,
    fieldManager: "helm-controller",
  });
  return { context, object, draft, spec, api };
}

export function markReady(
  { draft }: Turn,
  status: "True" | "False" | "Unknown",
  reason: string,
  message: string,
): void {
  draft.conditions.mark({ type: "Ready", status, reason, message });
}
