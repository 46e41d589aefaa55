import type { Random } from "../../../../harness/core/clock.ts";
import { type KindName, testedKind } from "./kinds.ts";

type Fields = Record<string, unknown>;

/** A configuration that is refused, one way or the other. */
export function spoiled(kind: KindName, object: object, random: Random): object {
  const copy = structuredClone(object) as Fields;
  const metadata = copy.metadata as Fields;
  const main = kind === "ConfigMap" ? "data" : "spec";
  const spec = { ...(copy[main] as Fields | undefined) };
  copy[main] = spec;
  switch (random.below(5)) {
    case 0:
      metadata.managedFields = [{}];
      break;
    case 1:
      copy.unknown = 1;
      break;
    case 2:
      metadata.labels = random.below(2) === 0 ? "text" : ["list"];
      break;
    case 3:
      Object.assign(spec, mistyped[kind]);
      break;
    case 4:
      Object.assign(spec, doubled[kind]);
  }
  return copy;
}

const mistyped: Record<KindName, object> = {
  ConfigMap: { one: 1 },
  Deployment: { replicas: "x", paused: "y" },
  Service: { ports: { name: "a" }, type: true },
  Thing: { rules: ["a"], tags: [{ a: 1 }] },
};

const doubled: Record<KindName, object> = {
  ConfigMap: { one: { two: "three" } },
  Deployment: { selector: ["a"] },
  Service: { ports: [{ port: 80 }, { port: 80, protocol: "TCP" }] },
  Thing: { rules: [{ name: "a" }, { name: "a", protocol: "TCP" }] },
};

/** The annotation of a client-side apply, of which something may have changed since. */
export function withLastApplied(kindName: KindName, object: object): object {
  const { apiVersion, kind } = testedKind(kindName);
  const copy = structuredClone(object) as Fields;
  const metadata = copy.metadata as Fields;
  metadata.annotations = {
    ...(metadata.annotations as Fields | undefined),
    "kubectl.kubernetes.io/last-applied-configuration": `${JSON.stringify({ apiVersion, kind, ...object })}\n`,
  };
  return copy;
}

/** A strategic merge patch that says more than what to merge. */
export function withDirectives(kind: KindName, object: object, random: Random): object {
  const copy = structuredClone(object) as Fields;
  const metadata = copy.metadata as Fields;
  const half = () => random.below(2) === 0;
  // Whether what a patch adds and deletes is there in the end is chance.
  const deletes = half() && metadata.finalizers === undefined;
  if (deletes) metadata["$deleteFromPrimitiveList/finalizers"] = ["example.com/a"];
  if (half() && metadata.labels)
    Object.assign(metadata.labels, { $patch: half() ? "replace" : "delete" });
  if (random.below(6) === 0)
    metadata["$setElementOrder/finalizers"] = ["example.com/b", "example.com/a"];
  if (kind === "ConfigMap" && copy.data && half()) Object.assign(copy.data, { $patch: "replace" });
  if (kind === "Service") orderPorts(copy.spec as Fields, random);
  if (kind === "Deployment") twistDeployment(copy.spec as Fields, random);
  return copy;
}

function orderPorts(spec: Fields, random: Random): void {
  const ports = spec.ports as Fields[];
  if (random.below(2) === 0) ports.push({ port: 81 + random.below(2), $patch: "delete" });
  if (random.below(8) === 0) ports.push({ $patch: "replace" });
  if (random.below(2) === 0) return;
  const order = [82, 80, 81].map((port) => ({ port }));
  spec["$setElementOrder/ports"] =
    random.below(3) === 0 ? order : ports.map(({ port }) => ({ port }));
}

function twistDeployment(spec: Fields, random: Random): void {
  const half = () => random.below(2) === 0;
  // One mistake at a time: which of several is told is chance.
  const isWrong = random.below(6) === 0;
  const rollingUpdate = { maxSurge: 3 };
  spec.strategy = half()
    ? { type: "Recreate", $retainKeys: ["type"] }
    : { rollingUpdate, $retainKeys: isWrong ? ["type"] : ["type", "rollingUpdate"] };
  const pod = (spec.template as Fields).spec as Fields;
  const containers = pod.containers as Fields[];
  if (half()) containers.push({ name: "side", $patch: "delete" });
  if (half()) {
    const names = containers.map(({ name }) => ({ name }));
    pod["$setElementOrder/containers"] = isWrong || half() ? names : names.toReversed();
  }
  for (const container of containers) {
    if (random.below(3) === 0)
      container.env = [
        { name: "A", $patch: "delete" },
        { name: "B", value: "2" },
      ];
    if (random.below(4) > 0) continue;
    const env = container.env as Fields[] | undefined;
    const order = env?.map(({ name }) => ({ name })) ?? [{ name: "B" }, { name: "A" }];
    container["$setElementOrder/env"] = order;
  }
  if (half()) pod.volumes = [{ name: "v", emptyDir: {}, $retainKeys: ["name", "emptyDir"] }];
}
