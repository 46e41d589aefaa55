import type { Random } from "../../../../../harness/core/clock.ts";
import type { FieldError } from "../../../model/api-error.ts";
import type { ApiObject } from "../../../model/api-object.ts";
import { invalid } from "../../../model/findings.ts";
import { same } from "../check.ts";
import { parseCidr } from "./addresses.ts";
import { settleFamilies } from "./ip-families.ts";
import { allocateNodePorts } from "./node-ports.ts";
import {
  isHeadless,
  needsClusterIp,
  needsHealthCheck,
  needsNodePort,
  type ServiceSpec,
  specOf,
} from "./service.ts";

export interface Allocation {
  /** Changed in place. */
  object: ApiObject;
  old?: ApiObject;
  /** All others of its kind. */
  others: ApiObject[];
  random: Random;
  /** Then nothing is taken yet. */
  dryRun: boolean;
}

/** As kube-apiserver has it from its `--service-cluster-ip-range` unless told. */
const range = "10.0.0.0/24";

/** The address of the Service by which the API server itself is reached. */
export const ownAddress = "10.0.0.1";

/** Gives a Service its addresses and ports, or says why it can't have those it asks for. @throws ApiError */
export function allocateService(allocation: Allocation): FieldError[] {
  const { object, old } = allocation;
  const [spec, before] = [specOf(object), old && specOf(old)];
  if (before) keepAllocated(spec, before);
  normalize(spec, before);
  for (const step of [
    () => settleFamilies(spec, before),
    () => allocateAddresses(allocation, spec, before),
    () => allocateNodePorts(allocation, spec),
  ]) {
    const problems = step();
    if (problems.length > 0) return problems;
  }
  if (before) dropForeign(spec, before);
  return [];
}

/** What an author left out stays as it was given out. */
function keepAllocated(spec: ServiceSpec, before: ServiceSpec): void {
  if (needsClusterIp(before) && needsClusterIp(spec)) {
    if (!spec.clusterIP && before.clusterIP) spec.clusterIP = before.clusterIP;
    if (!spec.clusterIPs?.length && spec.clusterIP === before.clusterIP && before.clusterIPs)
      spec.clusterIPs = [...before.clusterIPs];
  }
  if (needsNodePort(before) && needsNodePort(spec)) {
    const ports = spec.ports ?? [];
    const used = new Set(ports.map(({ nodePort }) => nodePort));
    for (const port of ports) {
      const known = before.ports?.find(({ name = "" }) => name === (port.name ?? ""))?.nodePort;
      if (port.nodePort || !known || used.has(known)) continue;
      port.nodePort = known;
      used.add(known);
    }
  }
  if (needsHealthCheck(before) && needsHealthCheck(spec) && before.healthCheckNodePort)
    spec.healthCheckNodePort ||= before.healthCheckNodePort;
}

/** `clusterIP` and the first of `clusterIPs` are the same, whichever was changed. */
function normalize(spec: ServiceSpec, before: ServiceSpec | undefined): void {
  const { clusterIP = "", clusterIPs = [] } = spec;
  if (!before) {
    if (clusterIP && clusterIPs.length === 0) spec.clusterIPs = [clusterIP];
    return;
  }
  if ((before.clusterIP ?? "") === clusterIP || !same(clusterIPs, before.clusterIPs)) return;
  if (clusterIP === "") delete spec.clusterIPs;
  else spec.clusterIPs = [clusterIP];
}

function allocateAddresses(
  { others, random, dryRun }: Allocation,
  spec: ServiceSpec,
  before: ServiceSpec | undefined,
): FieldError[] {
  if (!needsClusterIp(spec) || isHeadless(spec) || spec.clusterIP === "None") return [];
  if (before && needsClusterIp(before) && before.clusterIP) return [];
  const taken = new Set(others.flatMap((other) => specOf(other).clusterIPs ?? []));
  taken.add(ownAddress);
  const [wanted] = spec.clusterIPs ?? [];
  if (wanted === undefined) {
    const ip = freeAddress(taken, random);
    Object.assign(spec, { clusterIP: ip, clusterIPs: [ip] });
    return [];
  }
  const why = addressProblem(wanted, dryRun ? undefined : taken);
  if (why === undefined) return [];
  return [invalid("spec.clusterIPs", spec.clusterIPs, `failed to allocate IP ${wanted}: ${why}`)];
}

/** @param taken what others have; a dry run asks an allocator of its own, that knows of none. */
function addressProblem(ip: string, taken: ReadonlySet<string> | undefined): string | undefined {
  const network = parseCidr(range);
  const host = parseCidr(`${ip}/32`);
  const inside = network && host?.bits.startsWith(network.bits.slice(0, network.length));
  const rest = host?.bits.slice(network?.length) ?? "";
  // The first address names the network, the last one everybody in it.
  if (inside && !/^0*$|^1*$/.test(rest))
    return taken?.has(ip) ? "provided IP is already allocated" : undefined;
  if (taken) return "the provided network does not match the current range";
  return `the provided IP (${ip}) is not in the valid range. The range of valid IPs is ${range}`;
}

/** Addresses that are asked for by name come from the lower end, all others from above it. */
function freeAddress(taken: ReadonlySet<string>, random: Random): string {
  const free = Array.from({ length: 254 }, (_, index) => `10.0.0.${index + 1}`).filter(
    (ip) => !taken.has(ip),
  );
  const upper = free.filter((ip) => Number(ip.split(".").at(-1)) > 16);
  const choice = upper.length > 0 ? upper : free;
  const [first] = choice;
  if (first === undefined) throw new Error(`no address of ${range} is free`);
  return choice[random.below(choice.length)] ?? first;
}

/** What the new type has no use for goes, unless it was asked for. */
function dropForeign(spec: ServiceSpec, before: ServiceSpec): void {
  if (needsClusterIp(before) && !needsClusterIp(spec)) {
    if (same(spec.clusterIPs, before.clusterIPs)) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    }
    for (const key of ["ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"] as const)
      if (same(spec[key], before[key])) delete spec[key];
  }
  const nodePorts = ({ ports = [] }: ServiceSpec) => ports.map(({ nodePort = 0 }) => nodePort);
  if (needsNodePort(before) && !needsNodePort(spec)) {
    if (same(nodePorts(spec), nodePorts(before)))
      for (const port of spec.ports ?? []) delete port.nodePort;
    if (same(spec.externalTrafficPolicy, before.externalTrafficPolicy))
      delete spec.externalTrafficPolicy;
  }
  if (needsHealthCheck(before) && !needsHealthCheck(spec)) {
    if (spec.healthCheckNodePort === before.healthCheckNodePort) delete spec.healthCheckNodePort;
  }
  if (before.type !== "LoadBalancer" || spec.type === "LoadBalancer") return;
  for (const key of ["allocateLoadBalancerNodePorts", "loadBalancerClass"] as const)
    if (same(spec[key], before[key])) delete spec[key];
}
