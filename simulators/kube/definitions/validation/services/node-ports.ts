import type { Random } from "../../../../../harness/core/clock.ts";
import { ApiError, type FieldError } from "../../../model/api-error.ts";
import { invalid } from "../../../model/findings.ts";
import type { Allocation } from "./allocate.ts";
import { needsHealthCheck, needsNodePort, type ServiceSpec, specOf } from "./service.ts";

const lowest = 30000;
const highest = 32767;

/** Ports of all nodes, for those who reach a Service from outside. */
export function allocateNodePorts(
  { others, old, random, dryRun }: Allocation,
  spec: ServiceSpec,
): FieldError[] {
  if (!needsNodePort(spec)) return [];
  const taken = new Set(dryRun ? [] : others.flatMap((other) => portsOf(specOf(other))));
  const own = new Set(old ? portsOf(specOf(old)) : []);
  const given = spec.type === "NodePort" || spec.allocateLoadBalancerNodePorts === true;
  const byPort = new Map<number, number>();
  const asked = new Set<string>();
  for (const [index, port] of (spec.ports ?? []).entries()) {
    const { port: number = 0, protocol = "" } = port;
    if (!port.nodePort && !given) continue;
    // The same port of another protocol goes by the same port of the nodes.
    port.nodePort ||=
      byPort.get(number) ??
      spec.ports?.find((other) => other.port === number && other.nodePort)?.nodePort ??
      free(taken, random);
    const { nodePort } = port;
    const repeated =
      asked.has(`${protocol} ${nodePort}`) || (taken.has(nodePort) && !own.has(nodePort));
    const shared = byPort.get(number) === nodePort && !asked.has(`${protocol} ${nodePort}`);
    const why = problem(nodePort, repeated && !shared, dryRun);
    if (why !== undefined) return [invalid(`spec.ports[${index}].nodePort`, nodePort, why)];
    asked.add(`${protocol} ${nodePort}`);
    byPort.set(number, nodePort);
    taken.add(nodePort);
    own.delete(nodePort);
  }
  if (needsHealthCheck(spec)) allocateCheckPort(spec, { taken, own, random, dryRun });
  return [];
}

/** @throws ApiError InternalError where the port is another's. */
function allocateCheckPort(
  spec: ServiceSpec,
  by: { taken: Set<number>; own: Set<number>; random: Random; dryRun: boolean },
): void {
  const asked = spec.healthCheckNodePort;
  if (!asked) {
    spec.healthCheckNodePort = free(by.taken, by.random);
    return;
  }
  const why = problem(asked, by.taken.has(asked) && !by.own.has(asked), by.dryRun);
  if (why === undefined) return;
  const message = `failed to allocate requested HealthCheck NodePort ${asked}: ${why}`;
  throw new ApiError({
    message: `Internal error occurred: ${message}`,
    reason: "InternalError",
    details: { causes: [{ message }] },
    code: 500,
  });
}

function portsOf({ ports = [], healthCheckNodePort = 0 }: ServiceSpec): number[] {
  return [...ports.map(({ nodePort = 0 }) => nodePort), healthCheckNodePort].filter(
    (port) => port > 0,
  );
}

function problem(port: number, repeated: boolean, dryRun: boolean): string | undefined {
  if (!dryRun && (port < lowest || port > highest))
    return `provided port is not in the valid range. The range of valid ports is ${lowest}-${highest}`;
  return repeated ? "provided port is already allocated" : undefined;
}

function free(taken: ReadonlySet<number>, random: Random): number {
  const count = highest - lowest + 1;
  const start = random.below(count);
  for (let step = 0; step < count; step++) {
    const port = lowest + ((start + step) % count);
    if (!taken.has(port)) return port;
  }
  throw new Error("no port of the nodes is free");
}
