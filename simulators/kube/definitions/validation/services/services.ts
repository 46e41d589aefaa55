import type { FieldError } from "../../../model/api-error.ts";
import { duplicate, forbidden, invalid, required } from "../../../model/findings.ts";
import {
  type Check,
  fields,
  filled,
  given,
  items,
  list,
  must,
  number,
  oneOf,
  text,
} from "../check.ts";
import { internalValue } from "../internal-value.ts";
import type { KindRules } from "../kind-rules.ts";
import { dnsLabel, dnsSubdomain, qualifiedName } from "../name-rules.ts";
import { portNumber, portNumberOrName } from "../numbers.ts";
import { portProtocol } from "../pods/probes.ts";
import { labels } from "../selectors.ts";
import { addressProblems, cidrProblem } from "./addresses.ts";
import { changes } from "./changes.ts";
import { clusterIpProblems } from "./cluster-ips.ts";
import {
  isHeadless,
  needsHealthCheck,
  type ServicePort,
  type ServiceSpec,
  specOf,
} from "./service.ts";

export const serviceKinds: Record<string, KindRules> = {
  "Service ": {
    validate: (object) => judge(specOf(object), "spec"),
    update: (object, old) => changes(specOf(object), specOf(old)),
    changeFirst: true,
  },
};

function judge(spec: ServiceSpec, at: string): FieldError[] {
  const ports = spec.ports ?? [];
  return [
    ...(ports.length === 0 && !isHeadless(spec) && spec.type !== "ExternalName"
      ? [required(`${at}.ports`)]
      : []),
    ...typeProblems(spec, at),
    ...portProblems(ports, `${at}.ports`),
    ...fields({ selector: labels, sessionAffinity: must(oneOf("ClientIP", "None")) })(spec, at),
    ...affinityProblems(spec, `${at}.sessionAffinityConfig`),
    ...clusterIpProblems(spec, at),
    ...fields({
      externalIPs: items(addressProblems),
      type: must(oneOf("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")),
    })(spec, at),
    ...repeatedPorts(spec, `${at}.ports`),
    ...balancerProblems(spec, at),
    ...trafficProblems(spec, at),
    ...fields({
      trafficDistribution: given(oneOf("PreferClose", "PreferSameZone", "PreferSameNode")),
    })(spec, at),
  ];
}

function typeProblems(spec: ServiceSpec, at: string): FieldError[] {
  const { type } = spec;
  const ips = spec.clusterIPs ?? [];
  if (type === "LoadBalancer" || type === "NodePort") {
    const detail = `may not be set to 'None' for ${type} services`;
    return isHeadless(spec) ? [invalid(`${at}.clusterIPs[0]`, "None", detail)] : [];
  }
  if (type !== "ExternalName") return [];
  const no = "may not be set for ExternalName services";
  const name = (spec.externalName ?? "").replace(/\.$/, "");
  return [
    ...(ips.length > 0 ? [forbidden(`${at}.clusterIPs`, no)] : []),
    ...((spec.ipFamilies ?? []).length > 0 ? [forbidden(`${at}.ipFamilies`, no)] : []),
    ...(spec.ipFamilyPolicy ? [forbidden(`${at}.ipFamilyPolicy`, no)] : []),
    ...must(text(dnsSubdomain))(name, `${at}.externalName`),
  ];
}

function portProblems(ports: ServicePort[], at: string): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((port, index) => {
    const place = `${at}[${index}]`;
    const { name = "" } = port;
    const taken = names.has(name);
    names.add(name);
    return [
      ...(name === ""
        ? ports.length > 1
          ? [required(`${place}.name`)]
          : []
        : text(dnsLabel)(name, `${place}.name`)),
      ...(name !== "" && taken ? [duplicate(`${place}.name`, name)] : []),
      ...fields({
        port: portNumber,
        protocol: portProtocol,
        targetPort: portNumberOrName,
        appProtocol: given(text(qualifiedName)),
      })(port, place),
    ];
  });
}

const dayInSeconds = 86400;

function affinityProblems(spec: ServiceSpec, at: string): FieldError[] {
  const { sessionAffinity, sessionAffinityConfig } = spec;
  if (sessionAffinity === "None" && sessionAffinityConfig)
    return [forbidden(at, "must not be set when session affinity is None")];
  if (sessionAffinity !== "ClientIP") return [];
  const seconds = number(sessionAffinityConfig?.clientIP?.timeoutSeconds);
  if (seconds > 0 && seconds <= dayInSeconds) return [];
  const detail = `must be greater than 0 and less than ${dayInSeconds}`;
  return [invalid(`${at}.clientIP.timeoutSeconds`, seconds, detail)];
}

function repeatedPorts(spec: ServiceSpec, at: string): FieldError[] {
  const ports = spec.ports ?? [];
  const seen = new Set<string>();
  const twice = (key: string) => {
    const known = seen.has(key);
    seen.add(key);
    return known;
  };
  return [
    ...ports.flatMap(({ nodePort }, index) =>
      spec.type === "ClusterIP" && nodePort
        ? [forbidden(`${at}[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'")]
        : [],
    ),
    ...ports.flatMap(({ nodePort, protocol }, index) =>
      nodePort && twice(`node ${protocol} ${nodePort}`)
        ? [duplicate(`${at}[${index}].nodePort`, nodePort)]
        : [],
    ),
    ...ports.flatMap(({ port, protocol }, index) =>
      twice(`${protocol} ${port}`)
        ? [duplicate(`${at}[${index}]`, internalValue("core.ServicePort", { port, protocol }))]
        : [],
    ),
  ];
}

function balancerProblems(spec: ServiceSpec, at: string): FieldError[] {
  const balanced = spec.type === "LoadBalancer";
  const only = "may only be used when `type` is 'LoadBalancer'";
  const ranges = spec.loadBalancerSourceRanges ?? [];
  const rangesAt = `${at}.LoadBalancerSourceRanges`;
  const { allocateLoadBalancerNodePorts: allocate, loadBalancerClass } = spec;
  return [
    ...(ranges.length > 0 && !balanced ? [forbidden(rangesAt, only)] : []),
    ...ranges.flatMap((range, index) => cidrProblem(range.trim(), `${rangesAt}[${index}]`)),
    ...(allocate !== undefined && !balanced
      ? [forbidden(`${at}.allocateLoadBalancerNodePorts`, only)]
      : []),
    ...(allocate === undefined && balanced ? [required("allocateLoadBalancerNodePorts")] : []),
    ...(loadBalancerClass !== undefined && !balanced
      ? [forbidden(`${at}.loadBalancerClass`, only)]
      : filled(text(qualifiedName))(loadBalancerClass, `${at}.loadBalancerClass`)),
  ];
}

const policies = oneOf("Cluster", "Local");

function trafficProblems(spec: ServiceSpec, at: string): FieldError[] {
  const { type, externalTrafficPolicy: policy = "", healthCheckNodePort = 0 } = spec;
  const outside = type === "LoadBalancer" || type === "NodePort";
  const reached = outside || (type === "ClusterIP" && list(spec.externalIPs).length > 0);
  const policyAt = `${at}.externalTrafficPolicy`;
  const checkAt = `${at}.healthCheckNodePort`;
  const external: Check = (value, place) => must(policies)(value, place);
  const onlyBalanced =
    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
  const unreached = "may only be set for externally-accessible services";
  return [
    ...(reached
      ? external(policy, policyAt)
      : policy === ""
        ? []
        : [invalid(policyAt, policy, unreached)]),
    ...(needsHealthCheck(spec)
      ? must(portNumber)(healthCheckNodePort || undefined, checkAt)
      : healthCheckNodePort === 0
        ? []
        : [invalid(checkAt, healthCheckNodePort, onlyBalanced)]),
    ...(outside || type === "ClusterIP"
      ? must(policies)(spec.internalTrafficPolicy, `${at}.internalTrafficPolicy`)
      : []),
  ];
}
