import type { ApiObject, ObjectMeta } from "../../model/api-object.ts";
import { invalid } from "../../registry/errors.ts";
import { isNamespace, namespaces } from "../../registry/namespaces.ts";
import { sameJson } from "../../registry/same-json.ts";
import { type Attributes, labelsOf, refusal } from "../attributes.ts";
import { type Container, type PodSpec, podOf, specOf } from "../plugins/pod.ts";
import { isStricter, policyOf, textOf } from "./policy.ts";
import { detailOf, violations } from "./violations.ts";

/** PodSecurity: what the labels of a namespace ask of its pods. @throws ApiError */
export function requirePodSecurity(attributes: Attributes): void {
  const { found, operation, subresource, object } = attributes;
  if (!object || (operation !== "CREATE" && operation !== "UPDATE")) return;
  if (isNamespace(found.definition)) {
    if (subresource === "") judgeLabels(attributes, object);
    return;
  }
  const { group, plural } = found.definition;
  const pod = podOf(attributes);
  const templated = templates[`${plural}.${group}`];
  if (!pod && (!templated || subresource !== "")) return;
  const home = attributes.reader.get(namespaces, undefined, attributes.namespace);
  if (!home) return;
  const { policy } = policyOf(labelsOf(home));
  const judged = pod ? { spec: specOf(pod), metadata: pod.metadata } : templated?.(object);
  if (!judged || (pod && operation === "UPDATE" && !isSignificant(judged.spec, attributes))) return;
  const broken = pod ? violations(policy.enforce, judged) : [];
  if (broken.length > 0) {
    const said = `violates PodSecurity "${textOf(policy.enforce)}": ${detailOf(broken)}`;
    throw refusal(attributes, said);
  }
  const doubtful = violations(policy.warn, judged);
  if (doubtful.length === 0) return;
  const said = `would violate PodSecurity "${textOf(policy.warn)}": ${detailOf(doubtful)}`;
  attributes.warnings.push(said);
}

function judgeLabels(attributes: Attributes, object: ApiObject): void {
  const { oldObject, found, name } = attributes;
  const now = policyOf(labelsOf(object));
  const before = oldObject ? policyOf(labelsOf(oldObject)) : undefined;
  if (now.errors.length > 0 && !sameJson(now.errors, before?.errors)) {
    throw invalid(found.definition, name, now.errors);
  }
  if (!before) return;
  const [{ enforce }, old] = [now.policy, before.policy.enforce];
  if (sameJson(enforce, old) || enforce.level === "privileged") return;
  if (enforce.version === old.version && !isStricter(enforce.level, old.level)) return;
  attributes.warnings.push(...judgePods(attributes, enforce));
}

/** Pods that are there and would not be let in again. */
function judgePods(
  { reader, namespace }: Attributes,
  enforce: Parameters<typeof violations>[0],
): string[] {
  const names = new Map<string, string[]>();
  for (const pod of reader.list({ group: "", resource: "pods" }, namespace)) {
    const broken = violations(enforce, { spec: specOf(pod), metadata: pod.metadata });
    if (broken.length === 0) continue;
    const reasons = broken.map(({ reason }) => reason).join(", ");
    names.set(reasons, [...(names.get(reasons) ?? []), pod.metadata.name].sort());
  }
  if (names.size === 0) return [];
  const told = [...names].map(([reasons, [first, ...others]]) => {
    const pods = others.length === 1 ? "pod" : "pods";
    return `${first}${others.length > 0 ? ` (and ${others.length} other ${pods})` : ""}: ${reasons}`;
  });
  const head = `existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "${textOf(enforce)}"`;
  return [head, ...told.sort()];
}

/** Only what runs in a pod can be changed. */
function isSignificant(spec: PodSpec, { oldObject }: Attributes): boolean {
  const old = specOf(oldObject);
  const differ = (now: Container[] = [], before: Container[] = []) =>
    now.length !== before.length || now.some(({ image }, at) => image !== before[at]?.image);
  return differ(spec.containers, old.containers) || differ(spec.initContainers, old.initContainers);
}

type Template = (object: ApiObject) => { spec: PodSpec; metadata: Partial<ObjectMeta> } | undefined;

const ofSpec: Template = ({ spec }) => read((spec as { template?: unknown } | undefined)?.template);
const templates: Record<string, Template> = {
  "podtemplates.": ({ template }) => read(template),
  "replicationcontrollers.": ofSpec,
  "replicasets.apps": ofSpec,
  "deployments.apps": ofSpec,
  "statefulsets.apps": ofSpec,
  "daemonsets.apps": ofSpec,
  "jobs.batch": ofSpec,
  "cronjobs.batch": ({ spec }) =>
    ofSpec((spec as { jobTemplate?: ApiObject } | undefined)?.jobTemplate ?? ({} as ApiObject)),
};

function read(template: unknown): ReturnType<Template> {
  if (typeof template !== "object" || template === null) return undefined;
  const { metadata = {}, spec = {} } = template as {
    metadata?: Partial<ObjectMeta>;
    spec?: PodSpec;
  };
  return { metadata, spec };
}
