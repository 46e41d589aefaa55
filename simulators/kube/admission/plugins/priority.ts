import type { ApiObject } from "../../model/api-object.ts";
import { type Attributes, refusal } from "../attributes.ts";
import { podOf, specOf, withSpec } from "./pod.ts";

interface PriorityClass extends ApiObject {
  value?: number;
  globalDefault?: boolean;
  preemptionPolicy?: string;
}

const resource = { group: "scheduling.k8s.io", resource: "priorityclasses" };

/** Priority: the class of a pod becomes a number. @throws ApiError */
export function givePriority(attributes: Attributes): ApiObject | undefined {
  const pod = podOf(attributes);
  if (!pod) return undefined;
  const { priorityClassName, priority, preemptionPolicy } = specOf(pod);
  if (attributes.operation === "UPDATE") return keepPriority(pod, attributes.oldObject);
  if (attributes.operation !== "CREATE") return undefined;
  const wanted = priorityClassName
    ? classNamed(attributes, priorityClassName)
    : defaultClass(attributes);
  const { value = 0 } = wanted ?? {};
  const policy = wanted ? wanted.preemptionPolicy : "PreemptLowerPriority";
  const tail = "from the given PriorityClass name";
  if (priority !== undefined && priority !== value) {
    throw refusal(
      attributes,
      `the integer value of priority (${priority}) must not be provided in pod spec; priority admission controller computed ${value} ${tail}`,
    );
  }
  if (policy && preemptionPolicy && preemptionPolicy !== policy) {
    throw refusal(
      attributes,
      `the string value of PreemptionPolicy (${preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} ${tail}`,
    );
  }
  return withSpec(pod, {
    priority: value,
    ...(wanted ? { priorityClassName: wanted.metadata.name } : {}),
    ...(policy ? { preemptionPolicy: policy } : {}),
  });
}

/** There is one default among priority classes. @throws ApiError */
export function requireOneDefault(attributes: Attributes): void {
  const { found, object, operation, subresource } = attributes;
  const { group, plural } = found.definition;
  if (plural !== resource.resource || group !== resource.group || subresource !== "") return;
  if (!object || !(object as PriorityClass).globalDefault) return;
  const known = defaultClass(attributes)?.metadata.name;
  if (!known || (operation === "UPDATE" && known === object.metadata.name)) return;
  const why = `PriorityClass ${known} is already marked as default. Only one default can exist`;
  throw refusal(attributes, why);
}

function keepPriority(pod: ApiObject, old: ApiObject | undefined): ApiObject | undefined {
  const now = specOf(pod);
  const { priority, preemptionPolicy } = specOf(old);
  const kept = {
    ...(now.priority === undefined && priority !== undefined ? { priority } : {}),
    ...(!now.preemptionPolicy && preemptionPolicy ? { preemptionPolicy } : {}),
  };
  return Object.keys(kept).length > 0 ? withSpec(pod, kept) : undefined;
}

function classNamed(attributes: Attributes, name: string): PriorityClass {
  const builtin = systemClasses[name];
  const found: PriorityClass | undefined = attributes.reader.get(resource, undefined, name);
  if (found) return found;
  if (builtin === undefined) {
    throw refusal(attributes, `no PriorityClass with name ${name} was found`);
  }
  const metadata = { name };
  const preemptionPolicy = "PreemptLowerPriority";
  return { apiVersion: "", kind: "", metadata, value: builtin, preemptionPolicy };
}

/** The server makes these for itself. */
const systemClasses: Record<string, number> = {
  "system-cluster-critical": 2_000_000_000,
  "system-node-critical": 2_000_001_000,
};

function defaultClass({ reader }: Attributes): PriorityClass | undefined {
  return reader
    .list(resource)
    .filter((each: PriorityClass) => each.globalDefault)
    .toSorted((a: PriorityClass, b: PriorityClass) => (a.value ?? 0) - (b.value ?? 0))[0];
}
