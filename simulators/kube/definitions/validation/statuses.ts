import type { FieldError } from "../../model/api-error.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { duplicate, forbidden, invalid, required, unsupported } from "../../model/findings.ts";
import { isObject } from "../../schema/is-object.ts";
import { fields, filled, immutable, list, nonNegative, number, text } from "./check.ts";
import type { KindRules } from "./kind-rules.ts";
import { dnsSubdomain, qualifiedName } from "./name-rules.ts";
import { amount, nonNegativeAmount } from "./numbers.ts";
import { ipAddress, isLegacyIp } from "./services/addresses.ts";

type Status = Record<string, unknown>;

/** What the status of a kind is held to, by `Pod `. */
export const statusRules: Record<string, NonNullable<KindRules["status"]>> = {
  "Pod ": podStatus,
  "Node ": nodeStatus,
  "Service ": ({ spec, status }, old) => serviceBalancer(spec, balancerOf(status), old),
  "Ingress networking.k8s.io": ({ status }, { status: old }) =>
    list(balancerOf(status).ingress).flatMap((each, index) =>
      entry(each, `status.loadBalancer.ingress[${index}]`, addressesOf(old)),
    ),
  "ReplicationController ": replicas("fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
  "ReplicaSet apps": replicas("fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
  "Deployment apps": replicas("updatedReplicas", "readyReplicas", "availableReplicas"),
  "StatefulSet apps": replicas(
    "readyReplicas",
    "currentReplicas",
    "updatedReplicas",
    "availableReplicas",
  ),
  "DaemonSet apps": counts(
    "currentNumberScheduled",
    "numberMisscheduled",
    "desiredNumberScheduled",
    "numberReady",
    "observedGeneration",
    "updatedNumberScheduled",
    "numberAvailable",
    "numberUnavailable",
    "collisionCount",
  ),
  "PersistentVolumeClaim ": ({ status }) => {
    const { capacity } = (isObject(status) ? status : {}) as Status;
    return Object.entries(isObject(capacity) ? capacity : {}).flatMap(([name, size]) => {
      const whole = amount(size) / 10n ** 9n;
      const at = `status.capacity[${name}]`;
      return whole < 0n ? [invalid(at, Number(whole), "must be a valid resource quantity")] : [];
    });
  },
  "Job batch": (object, old) => {
    const { active, ready } = (isObject(object.status) ? object.status : {}) as Status;
    const more = ready != null && number(ready) > number(active);
    return [
      ...counts("active", "ready", "succeeded", "failed", "terminating")(object, old),
      ...(more ? [invalid("status.ready", ready, "cannot set more ready pods than active")] : []),
    ];
  },
  "HorizontalPodAutoscaler autoscaling": counts("currentReplicas", "desiredReplicas"),
  "PodDisruptionBudget policy": counts(
    "disruptionsAllowed",
    "currentHealthy",
    "desiredHealthy",
    "expectedPods",
  ),
};

function counts(...names: string[]): NonNullable<KindRules["status"]> {
  const check = fields(Object.fromEntries(names.map((name) => [name, nonNegative])));
  return ({ status }) => check(status, "status");
}

/** Parts of the replicas there are; available ones are ready, too. */
function replicas(...parts: string[]): NonNullable<KindRules["status"]> {
  const all = counts("observedGeneration", "replicas", ...parts, "unavailableReplicas");
  return (object, old) => {
    const status: Status = isObject(object.status) ? object.status : {};
    const above = (part: string, limit: string, told: string) =>
      number(status[part]) > number(status[limit])
        ? [invalid(`status.${part}`, number(status[part]), `cannot be greater than ${told}`)]
        : [];
    const ready = object.kind === "StatefulSet" ? "status.readyReplicas" : "readyReplicas";
    return [
      ...all(object, old),
      ...parts.flatMap((part) => above(part, "replicas", "status.replicas")),
      ...above("availableReplicas", "readyReplicas", ready),
    ];
  };
}

const systemConditions = ["PodScheduled", "Ready", "Initialized"];

function podStatus({ status: now }: ApiObject, { status: then }: ApiObject): FieldError[] {
  const [status, old] = [now, then].map((each): Status => (isObject(each) ? each : {})) as [
    Status,
    Status,
  ];
  return [
    ...list(status.conditions).flatMap((each, index) => {
      const { type = "" } = each as { type?: string };
      if (systemConditions.includes(type)) return [];
      return text(qualifiedName)(type, `status.conditions[${index}].Type`);
    }),
    ...(status.nominatedNodeName === old.nominatedNodeName
      ? []
      : filled(text(dnsSubdomain))(status.nominatedNodeName, "status.nominatedNodeName")),
    ...immutable()(status.qosClass ?? "", old.qosClass ?? "", "status.qosClass"),
    ...podIps(status).flatMap((ip, index) =>
      podIps(old).includes(ip) ? [] : ipAddress(ip, `status.podIPs[${index}]`),
    ),
    ...hostProblems(status, ipsIn(old.hostIPs)),
  ];
}

function ipsIn(value: unknown): string[] {
  return list(value).map((each) => String((each as { ip?: string }).ip ?? ""));
}

/** All addresses: the list, unless the single one is another than its first. */
function podIps({ podIP = "", podIPs }: Status): string[] {
  const all = ipsIn(podIPs);
  return podIP === "" || all[0] === podIP ? all : [String(podIP)];
}

function hostProblems({ hostIP = "", hostIPs }: Status, known: string[]): FieldError[] {
  const [first, ...rest] = ipsIn(hostIPs);
  if (first === undefined) return [];
  const at = "status.hostIPs";
  return [
    ...(first === hostIP ? [] : [invalid(`${at}[0].ip`, first, "must be equal to `hostIP`")]),
    ...[first, ...rest].flatMap((ip, index) =>
      known.includes(ip) ? [] : ipAddress(ip, `${at}[${index}]`),
    ),
  ];
}

function nodeStatus({ status }: ApiObject): FieldError[] {
  const { addresses, capacity, allocatable } = (isObject(status) ? status : {}) as Status;
  const seen = new Set<string>();
  const amounts = (value: unknown, at: string) =>
    Object.entries(isObject(value) ? value : {}).flatMap(([name, amount]) =>
      nonNegativeAmount(amount, `${at}.${name}`),
    );
  return [
    ...amounts(capacity, "status.capacity"),
    ...amounts(allocatable, "status.allocatable"),
    ...list(addresses).flatMap((each, index) => {
      const { type = "", address = "" } = each as { type?: string; address?: string };
      const key = JSON.stringify([type, address]);
      const twice = seen.has(key);
      seen.add(key);
      return twice
        ? [duplicate(`status.addresses[${index}]`, { Type: type, Address: address })]
        : [];
    }),
  ];
}

function balancerOf(status: unknown): Status {
  const { loadBalancer } = (isObject(status) ? status : {}) as Status;
  return isObject(loadBalancer) ? loadBalancer : {};
}

function addressesOf(status: unknown): string[] {
  return list(balancerOf(status).ingress).map((each) => String((each as { ip?: string }).ip));
}

function serviceBalancer(spec: unknown, { ingress }: Status, old: ApiObject): FieldError[] {
  const { type } = (isObject(spec) ? spec : {}) as { type?: string };
  const at = "status.loadBalancer.ingress";
  const none = list(ingress).length === 0;
  if (type !== "LoadBalancer" && !none)
    return [forbidden(at, "may only be used when `spec.type` is 'LoadBalancer'")];
  return list(ingress).flatMap((each, index) => {
    const place = `${at}[${index}]`;
    return [...entry(each, place, addressesOf(old.status)), ...modeProblems(each, place)];
  });
}

function modeProblems(value: unknown, at: string): FieldError[] {
  const { ip, ipMode } = value as { ip?: string; ipMode?: string };
  if (ipMode == null)
    return ip ? [required(`${at}.ipMode`, "must be specified when `ip` is set")] : [];
  if (!ip) return [forbidden(`${at}.ipMode`, "may not be specified when `ip` is not set")];
  return ["Proxy", "VIP"].includes(ipMode)
    ? []
    : [unsupported(`${at}.ipMode`, ipMode, ["Proxy", "VIP"])];
}

/** Where traffic comes in; addresses that were there before may stay as they are. */
function entry(value: unknown, at: string, known: string[]): FieldError[] {
  const { ip = "", hostname = "" } = value as { ip?: string; hostname?: string };
  const detail = "must be a DNS name, not an IP address";
  return [
    ...(ip === "" || known.includes(ip) ? [] : ipAddress(ip, `${at}.ip`)),
    ...(hostname === "" ? [] : text(dnsSubdomain)(hostname, `${at}.hostname`)),
    ...(isLegacyIp(hostname) ? [invalid(`${at}.hostname`, hostname, detail)] : []),
  ];
}
