import type { ApiObject } from "../../model/api-object.ts";
import { type Attributes, refusal } from "../attributes.ts";
import { type Container, specOf } from "../plugins/pod.ts";
import {
  add,
  growth,
  only,
  printList,
  type ResourceList,
  readList,
  withoutZeros,
  writeList,
} from "./resource-list.ts";
import { inScopes, isTerminating, type QuotaSpec } from "./scopes.ts";
import { computeUsage, type Usage, usageOf } from "./usage.ts";

const quotas = { group: "", resource: "resourcequotas" };

interface Quota extends ApiObject {
  spec?: QuotaSpec;
  status?: { hard?: object; used?: object };
}

/** What was never counted. */
const ignored =
  /^(bindings|componentstatuses|events)\.$|\.(events|authentication|authorization)\.k8s\.io$/;

/** ResourceQuota: what is created, or grows, is paid from the quotas of its namespace. @throws ApiError */
export function requireQuota(attributes: Attributes): void {
  const { found, object, oldObject, namespace, reader, dryRun } = attributes;
  const { group, plural, namespaced } = found.definition;
  if (!namespaced || !object) return;
  // Mostly there are none, which is told before anything about the object.
  const all = reader.list(quotas, namespace) as Quota[];
  if (all.length === 0) return;
  const key = `${plural}.${group}`;
  if (ignored.test(key) || !isCounted(key, attributes)) return;
  const usage = usageOf(key);
  const matching = all.filter((quota) => concerns(quota, { usage, key, object }));
  for (const quota of matching) requireCountable(quota, { usage, key, attributes });
  const now = usage.of(object);
  const before = oldObject && attributes.operation === "UPDATE" ? oldObject : undefined;
  const charged = matching.map((quota) => {
    const counted = before && concerns(quota, { usage, key, object: before });
    const delta = withoutZeros(counted ? growth(now, usage.of(before)) : now);
    return { quota, used: charge(quota, delta, attributes) };
  });
  if (dryRun) return;
  for (const { quota, used } of charged) {
    if (!used) continue;
    const status = { ...quota.status, used: writeList(used) };
    attributes.keepCount(quotas, { ...quota, status });
  }
}

/** Whether the request changes what is used. */
function isCounted(
  key: string,
  { operation, subresource, object, oldObject }: Attributes,
): boolean {
  if (key === "pods." && subresource === "resize") return operation === "UPDATE";
  if (subresource !== "") return false;
  if (operation === "CREATE") return true;
  if (operation !== "UPDATE") return false;
  if (key === "pods.") return isTerminating(object) !== isTerminating(oldObject);
  return key === "services." || key === "persistentvolumeclaims.";
}

interface Concern {
  usage: Usage;
  key: string;
  object: ApiObject;
}

function concerns({ spec, status }: Quota, { usage, key, object }: Concern): boolean {
  const names = Object.keys(status?.hard ?? {});
  return names.some(usage.uses) && inScopes(spec ?? {}, key, object);
}

/** Of what is limited an object has to say how much it takes. @throws ApiError */
function requireCountable(
  quota: Quota,
  { usage, key, attributes }: { usage: Usage; key: string; attributes: Attributes },
): void {
  const { name } = quota.metadata;
  const { hard = {}, used = {} } = quota.status ?? {};
  const names = Object.keys(hard).filter(usage.uses).sort();
  const missing = key === "pods." ? unsaid(attributes.object, names) : "";
  if (missing !== "") throw refusal(attributes, `failed quota: ${name}: must specify ${missing}`);
  if (names.every((each) => each in used)) return;
  const why = `status unknown for quota: ${name}, resources: ${names.join(",")}`;
  throw refusal(attributes, why);
}

const required = /^(requests\.|limits\.)?(cpu|memory)$/;

/** `requests.cpu for: a,b; requests.memory for: b` */
function unsaid(pod: ApiObject | undefined, names: readonly string[]): string {
  const {
    containers = [],
    initContainers = [],
    resources,
  } = specOf(pod) as ReturnType<typeof specOf> & {
    resources?: { requests?: object; limits?: object };
  };
  if (readList(resources?.requests).size + readList(resources?.limits).size > 0) return "";
  const all: Container[] = [...containers, ...initContainers];
  return names
    .filter((name) => required.test(name))
    .flatMap((name) => {
      const silent = all
        .filter(({ resources: own }) => {
          const usage = computeUsage(readList(own?.requests), readList(own?.limits));
          return !usage.has(name);
        })
        .map((each) => each.name)
        .sort();
      return silent.length > 0 ? [`${name} for: ${[...new Set(silent)].join(",")}`] : [];
    })
    .join("; ");
}

/** What is used of a quota then; undefined when nothing more is. @throws ApiError */
function charge(
  quota: Quota,
  delta: ResourceList,
  attributes: Attributes,
): ResourceList | undefined {
  if (delta.size === 0) return undefined;
  const hard = readList(quota.status?.hard);
  const used = readList(quota.status?.used);
  const requested = only(delta, hard.keys());
  const sum = add(used, requested);
  const exceeded = [...requested.keys()].filter(
    (name) => (sum.get(name)?.nanos ?? 0n) > (hard.get(name)?.nanos ?? 0n),
  );
  if (exceeded.length > 0) {
    const told = (list: ResourceList) => printList(only(list, exceeded));
    throw refusal(
      attributes,
      `exceeded quota: ${quota.metadata.name}, requested: ${told(requested)}, used: ${told(used)}, limited: ${told(hard)}`,
    );
  }
  return requested.size > 0 ? sum : undefined;
}
