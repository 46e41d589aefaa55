import type { ApiObject } from "../../model/api-object.ts";
import { wholeUp } from "./amount.ts";
import { podResources } from "./pod-resources.ts";
import { add, count, type ResourceList, readList } from "./resource-list.ts";

/** What objects of a resource use of quotas. */
export interface Usage {
  /** Whether a quota's resource is one that these objects use. */
  uses(name: string): boolean;
  of(object: ApiObject): ResourceList;
}

/** Older names of counts. */
const aliases: Record<string, string> = {
  "configmaps.": "configmaps",
  "resourcequotas.": "resourcequotas",
  "replicationcontrollers.": "replicationcontrollers",
  "secrets.": "secrets",
};

/** @param key `deployments.apps`, `pods.` */
export function usageOf(key: string): Usage {
  const counted = `count/${key.replace(/\.$/, "")}`;
  const special = evaluators[key];
  if (special) return special(counted);
  const alias = aliases[key];
  const names = alias === undefined ? [counted] : [counted, alias];
  const all = new Map(names.map((name) => [name, count(1)]));
  return { uses: (name) => names.includes(name), of: () => all };
}

const evaluators: Record<string, (counted: string) => Usage> = {
  "pods.": (counted) => ({
    uses: (name) =>
      name === counted ||
      ofPods.has(name) ||
      /^(requests\.)?hugepages-/.test(name) ||
      (name.startsWith("requests.") && name.includes("/") && !name.includes("kubernetes.io/")),
    of(pod) {
      const { phase } = (pod.status ?? {}) as { phase?: string };
      const counts = new Map([[counted, count(1)]]);
      if (phase === "Succeeded" || phase === "Failed") return counts;
      return add(counts, computeUsage(podResources(pod, "requests"), podResources(pod, "limits")));
    },
  }),
  "services.": (counted) => ({
    uses: (name) => name === counted || /^services(\.nodeports|\.loadbalancers)?$/.test(name),
    of({ spec }) {
      const { type, ports = [], allocateLoadBalancerNodePorts } = (spec ?? {}) as ServiceSpec;
      const balanced = type === "LoadBalancer";
      const given = balanced && allocateLoadBalancerNodePorts === false;
      const wanted = given ? ports.filter(({ nodePort }) => nodePort) : ports;
      const open = balanced || type === "NodePort" ? wanted.length : 0;
      return new Map([
        [counted, count(1)],
        ["services", count(1)],
        ["services.loadbalancers", count(balanced ? 1 : 0)],
        ["services.nodeports", count(open)],
      ]);
    },
  }),
  "persistentvolumeclaims.": (counted) => ({
    uses: (name) =>
      name === counted ||
      /^(.*\.storageclass\.storage\.k8s\.io\/)?(persistentvolumeclaims|requests\.storage)$/.test(
        name,
      ),
    of(claim) {
      const { storageClassName, resources } = (claim.spec ?? {}) as ClaimSpec;
      const old = claim.metadata.annotations?.["volume.beta.kubernetes.io/storage-class"];
      const className = old ?? storageClassName ?? "";
      const storage = readList(resources?.requests).get("storage");
      const own = new Map([
        ["persistentvolumeclaims", count(1)],
        ...(storage ? ([["requests.storage", wholeUp(storage)]] as const) : []),
      ]);
      const ofClass = [...own].map(([name, amount]): [string, typeof amount] => [
        `${className}.storageclass.storage.k8s.io/${name}`,
        amount,
      ]);
      return new Map([[counted, count(1)], ...own, ...(className ? ofClass : [])]);
    },
  }),
};

interface ServiceSpec {
  type?: string;
  ports?: { nodePort?: number }[];
  allocateLoadBalancerNodePorts?: boolean;
}

interface ClaimSpec {
  storageClassName?: string;
  resources?: { requests?: object };
}

const basics = ["cpu", "memory", "ephemeral-storage"];
const ofPods = new Set([
  "pods",
  ...basics.flatMap((each) => [each, `requests.${each}`, `limits.${each}`]),
]);

/** What requests and limits are to quotas. */
export function computeUsage(requests: ResourceList, limits: ResourceList): ResourceList {
  const usage = new Map([["pods", count(1)]]);
  for (const [name, amount] of requests) {
    const huge = name.startsWith("hugepages-");
    const extended = name.includes("/") && !name.includes("kubernetes.io/");
    if (basics.includes(name) || huge) usage.set(name, amount);
    if (basics.includes(name) || huge || extended) usage.set(`requests.${name}`, amount);
  }
  for (const [name, amount] of limits) {
    if (basics.includes(name)) usage.set(`limits.${name}`, amount);
  }
  return usage;
}
