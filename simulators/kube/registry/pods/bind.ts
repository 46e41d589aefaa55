import type { ApiObject } from "../../model/api-object.ts";
import { failed } from "../../patch/patch-error.ts";
import type { Call, Registry } from "../call.ts";
import { conflict, notFound } from "../errors.ts";
import { timestamp } from "../identity.ts";
import type { PostedAdmission } from "../posted.ts";
import { pods, setCondition, specOf } from "./pod.ts";

/** Gives a pod to a node, as a scheduler asks for it. @throws ApiError Conflict where it has one. */
export async function bind(request: {
  registry: Registry;
  call: Call;
  admission: PostedAdmission;
  binding: ApiObject;
}): Promise<void> {
  const { registry, call, admission, binding } = request;
  const { namespace } = call.target;
  const name = call.target.name ?? binding.metadata.name;
  const { kind = "", name: node = "" } = (binding.target ?? {}) as { kind?: string; name?: string };
  const problems = [
    ...(kind === "" || kind === "Node"
      ? []
      : [`target.kind: Unsupported value: "${kind}": supported values: "Node", "<empty>"`]),
    ...(node === "" ? ["target.name: Required value"] : []),
  ];
  if (problems.length > 0)
    throw failed(problems.length > 1 ? `[${problems.join(", ")}]` : (problems[0] ?? ""));
  if (registry.admit) await admission.validate(binding);
  const pod = registry.store.get(pods, namespace, name);
  if (!pod) throw notFound(pods, name);
  const refuse = (why: string) => conflict({ group: "", resource: "pods/binding" }, name, why);
  const { nodeName, schedulingGates = [] } = specOf(pod);
  if (pod.metadata.deletionTimestamp !== undefined)
    throw refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
  if (nodeName) throw refuse(`pod ${name} is already assigned to node "${nodeName}"`);
  if (schedulingGates.length > 0) throw refuse(`pod ${name} has non-empty .spec.schedulingGates`);
  if (call.dryRun) return;
  // Labels of a binding come to nothing.
  const { annotations } = binding.metadata;
  const bound = {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...(annotations && { annotations: { ...pod.metadata.annotations, ...annotations } }),
    },
    spec: { ...specOf(pod), nodeName: node },
  };
  const scheduled = setCondition(bound, {
    type: "PodScheduled",
    status: "True",
    lastProbeTime: null,
    lastTransitionTime: timestamp(registry.clock),
  });
  registry.store.replace(pods, scheduled);
}
