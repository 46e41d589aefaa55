import type { Random } from "../../../../harness/core/clock.ts";
import type { KindName } from "./kinds.ts";
import { randomConfiguration, randomStatus } from "./random-configurations.ts";
import type { Step } from "./step.ts";
import { spoiled, withDirectives, withLastApplied } from "./twists.ts";

const appliers = ["alice", "bob", "kubectl"];
const updaters = ["editor", "scaler", "kubectl-client-side-apply"];
/** More than the API server keeps apart. */
const manyUpdaters = Array.from({ length: 14 }, (_, at) => `updater-${at}`);

/** The first step makes the object; the others are anything. */
export function randomSteps(kind: KindName, random: Random, count: number): Step[] {
  const first = random.below(2) === 0 ? randomCreate(kind, random) : randomApply(kind, random);
  const steps = [first, ...Array.from({ length: count - 1 }, () => randomStep(kind, random))];
  // As it will be sent: without fields that are undefined.
  return JSON.parse(JSON.stringify(steps));
}

function randomStep(kind: KindName, random: Random): Step {
  const draw = random.below(100);
  const manager = pick(random, random.below(2) === 0 ? updaters : manyUpdaters);
  if (draw < 50) return randomApply(kind, random);
  if (draw < 60) return { verb: "put", manager, change: randomMerge(kind, random) };
  if (draw < 72) return { verb: "patch", type: "merge", manager, patch: randomMerge(kind, random) };
  if (draw < 80) {
    const patch = withDirectives(kind, randomConfiguration(kind, random), random);
    return { verb: "patch", type: "strategic", manager, patch };
  }
  if (draw < 86)
    return { verb: "patch", type: "json", manager, patch: randomJsonPatch(kind, random) };
  if (draw < 89) {
    const managedFields = random.below(2) === 0 ? [] : [{}];
    return { verb: "patch", type: "merge", manager, patch: { metadata: { managedFields } } };
  }
  if (kind === "ConfigMap" || kind === "Service") return randomApply(kind, random);
  const status = randomStatus(kind, random);
  return random.below(2) === 0
    ? { verb: "patch", type: "merge", subresource: "status", manager, patch: { status } }
    : { ...randomApply(kind, random), subresource: "status", object: { status } };
}

function randomApply(kind: KindName, random: Random): Step & { verb: "apply" } {
  const object = randomConfiguration(kind, random);
  const isSpoiled = random.below(8) === 0;
  return {
    verb: "apply",
    manager: pick(random, appliers),
    force: random.below(3) === 0,
    object: isSpoiled ? spoiled(kind, object, random) : object,
  };
}

/** As `kubectl create` makes an object or, with its annotation, a client-side `kubectl apply`. */
function randomCreate(kind: KindName, random: Random): Step {
  const object = randomConfiguration(kind, random);
  if (random.below(2) === 0) return { verb: "create", manager: pick(random, updaters), object };
  const manager = "kubectl-client-side-apply";
  return { verb: "create", manager, object: withLastApplied(kind, object) };
}

/** A configuration of which some fields ask for removal. */
function randomMerge(kind: KindName, random: Random): object {
  const nulled = (value: unknown, depth: number): unknown => {
    if (depth > 1 && random.below(6) === 0) return null;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const fields = Object.entries(value).map(([name, field]) => [name, nulled(field, depth + 1)]);
    return Object.fromEntries(fields);
  };
  return nulled(randomConfiguration(kind, random), 0) as object;
}

function randomJsonPatch(kind: KindName, random: Random): object[] {
  const paths = {
    ConfigMap: ["/data/a", "/data/b", "/metadata/labels", "/metadata/labels/one", "/data"],
    Deployment: ["/spec/replicas", "/metadata/labels/one", "/spec/paused"],
    Service: ["/spec/selector", "/metadata/annotations", "/spec/ports/-"],
    Thing: ["/spec/count", "/spec/tags/0", "/spec/tags/-", "/spec/labels/x", "/spec/rules/-1"],
  };
  return Array.from({ length: 1 + random.below(2) }, () => {
    const path = pick(random, paths[kind]);
    const op = pick(random, ["add", "replace", "remove", "test"]);
    return { op, path, ...(op !== "remove" && { value: valueAt(path, random) }) };
  });
}

function valueAt(path: string, random: Random): unknown {
  if (/replicas|count/.test(path)) return random.below(4);
  if (path.endsWith("paused")) return random.below(2) === 0;
  if (/(labels|annotations|selector|data)$/.test(path)) return { one: `v${random.below(3)}` };
  if (path.includes("ports")) return { name: "json", port: 90 + random.below(2), protocol: "TCP" };
  if (path.includes("rules")) return { name: "json", value: random.below(3) };
  return `v${random.below(3)}`;
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[random.below(values.length)] as T;
}
