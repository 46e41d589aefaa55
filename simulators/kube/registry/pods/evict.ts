import { trackUpdate } from "../../apply/track-update.ts";
import { ApiError, badRequest } from "../../model/api-error.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { type LabelSelector, selects } from "../../model/label-selector.ts";
import { failed } from "../../patch/patch-error.ts";
import type { Call, Registry } from "../call.ts";
import { groupVersion } from "../conversion.ts";
import { remove } from "../delete.ts";
import { type DeleteOptions, parseDeleteOptions } from "../delete-options.ts";
import { forbidden, notFound } from "../errors.ts";
import { timestamp } from "../identity.ts";
import type { PostedAdmission } from "../posted.ts";
import { requirePreconditions } from "../preconditions.ts";
import { pods, setCondition, statusOf } from "./pod.ts";

const budgets = { group: "policy", resource: "poddisruptionbudgets" };

interface Budget extends ApiObject {
  spec?: { selector?: LabelSelector; unhealthyPodEvictionPolicy?: string };
  status?: {
    observedGeneration?: number;
    disruptionsAllowed?: number;
    desiredHealthy?: number;
    currentHealthy?: number;
    disruptedPods?: Record<string, string>;
    conditions?: { type: string; [field: string]: unknown }[];
  };
}

/** Deletes a pod if the budgets that guard it leave room. @throws ApiError TooManyRequests where none does. */
export async function evict(request: {
  registry: Registry;
  call: Call;
  admission: PostedAdmission;
  eviction: ApiObject;
}): Promise<void> {
  const { call, admission, eviction } = request;
  // Admission is told of the eviction, not of the deletion that comes of it.
  const { admit, ...registry } = request.registry;
  const { namespace, name = "", definition } = call.target;
  if (eviction.metadata?.name !== name)
    throw badRequest("name in URL does not match name in Eviction object");
  if (admit) await admission.validate(eviction);
  const options = parseDeleteOptions(eviction.deleteOptions, call.query);
  const pod = registry.store.get(pods, namespace, name);
  if (!pod) throw notFound(pods, name);
  requirePreconditions(pod, definition, options);
  if (!isFree(pod)) {
    const guards = guardsOf(registry, pod);
    if (guards.length > 1)
      throw failed(
        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
      );
    const [guard] = guards;
    if (guard && !isBeyond(guard, pod)) spend(registry, call, guard, pod);
    if (guard && !isDry(call, options)) mark(registry, pod);
  }
  const { subresource: _, ...target } = call.target;
  await remove(registry, { ...call, target }, { ...options, dryRun: isDry(call, options) });
}

function isDry(call: Call, options: DeleteOptions): boolean {
  return call.dryRun || options.dryRun;
}

/** A pod that serves nobody yet, or no more. */
function isFree(pod: ApiObject): boolean {
  const { phase = "" } = statusOf(pod);
  const over = ["Succeeded", "Failed", "Pending"].includes(phase);
  return over || pod.metadata.deletionTimestamp !== undefined;
}

function guardsOf({ store }: Registry, { metadata }: ApiObject): Budget[] {
  const all = store.list(budgets, metadata.namespace) as Budget[];
  return all.filter(({ spec }) => selects(spec?.selector, metadata.labels));
}

/** Pods that aren't ready may go while there is no need for them, or always. */
function isBeyond({ spec, status = {} }: Budget, pod: ApiObject): boolean {
  const { conditions = [] } = statusOf(pod);
  if (conditions.some(({ type, status: state }) => type === "Ready" && state === "True"))
    return false;
  const { currentHealthy = 0, desiredHealthy = 0 } = status;
  if (spec?.unhealthyPodEvictionPolicy === "AlwaysAllow") return true;
  return desiredHealthy > 0 && currentHealthy >= desiredHealthy;
}

const disruptedMax = 2000;

/** Takes one of the disruptions that a budget has left. */
function spend(registry: Registry, call: Call, guard: Budget, pod: ApiObject): void {
  const { name } = guard.metadata;
  const { status = {} } = guard;
  const { observedGeneration = 0, disruptionsAllowed = 0, disruptedPods = {} } = status;
  if (observedGeneration < (guard.metadata.generation ?? 0))
    throw refusal(`The disruption budget ${name} is still being processed by the server.`, 10);
  if (disruptionsAllowed < 0) throw forbidden(budgets, name, "pdb disruptions allowed is negative");
  if (Object.keys(disruptedPods).length > disruptedMax)
    throw forbidden(
      budgets,
      name,
      "DisruptedPods map too big - too many evictions not confirmed by PDB controller",
    );
  if (disruptionsAllowed === 0) {
    const { desiredHealthy = 0, currentHealthy = 0 } = status;
    const need = `needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
    throw refusal(`The disruption budget ${name} ${need}`);
  }
  if (call.dryRun) return;
  const now = timestamp(registry.clock);
  const left = disruptionsAllowed - 1;
  const spent = {
    ...status,
    disruptedPods: { ...disruptedPods, [pod.metadata.name]: now },
    disruptionsAllowed: left,
    ...(left === 0 ? { conditions: exhausted(status.conditions, observedGeneration, now) } : {}),
  };
  writeStatus(registry, guard, { ...guard, status: spent }, now);
}

function exhausted(
  conditions: { type: string; [field: string]: unknown }[] = [],
  observedGeneration: number,
  now: string,
) {
  const condition = {
    type: "DisruptionAllowed",
    status: "False",
    observedGeneration,
    lastTransitionTime: now,
    reason: "InsufficientPods",
    message: "",
  };
  return [...conditions.filter(({ type }) => type !== condition.type), condition];
}

/** The API server itself writes what is left. */
function writeStatus(registry: Registry, live: ApiObject, updated: ApiObject, now: string): void {
  const found = registry.catalog.find("policy", "v1", budgets.resource);
  if (!found) return;
  const { schema, schemas, name } = found.version;
  const tracked = trackUpdate({
    schema,
    schemas,
    live,
    updated,
    manager: "kube-apiserver",
    apiVersion: groupVersion("policy", name),
    subresource: "status",
    now,
  });
  registry.store.replace(budgets, tracked);
}

/** Says on the pod why it goes, for those who see it go. */
function mark(registry: Registry, pod: ApiObject): void {
  const marked = setCondition(pod, {
    type: "DisruptionTarget",
    status: "True",
    lastProbeTime: null,
    lastTransitionTime: timestamp(registry.clock),
    reason: "EvictionByEvictionAPI",
    message: "Eviction API: evicting",
  });
  registry.store.replace(pods, marked);
}

function refusal(message: string, retryAfterSeconds?: number): ApiError {
  return new ApiError({
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    reason: "TooManyRequests",
    details: {
      causes: [{ reason: "DisruptionBudget", message }],
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    },
    code: 429,
  });
}
