import type { ApiObject } from "../../model/api-object.ts";
import { type Container, specOf } from "../plugins/pod.ts";
import { add, larger, type ResourceList, readList } from "./resource-list.ts";

type Kind = "requests" | "limits";
type Resources = { requests?: object; limits?: object };

/** Resources of which a pod as a whole may say how much it takes. */
const ofPods = (name: string) =>
  name === "cpu" || name === "memory" || name.startsWith("hugepages-");

/**
 * What a pod takes of each resource at most: all its containers at once, or the hungriest of those that
 * run before them together with those that stay.
 */
export function podResources(pod: ApiObject, kind: Kind): ResourceList {
  const { containers = [], initContainers = [] } = specOf(pod);
  const { resources, overhead } = pod.spec as { resources?: Resources; overhead?: object };
  const of = ({ resources }: Container) => readList(resources?.[kind]);
  let all: ResourceList = new Map();
  for (const container of containers) all = add(all, of(container));
  let staying: ResourceList = new Map();
  let before: ResourceList = new Map();
  for (const container of initContainers as (Container & { restartPolicy?: string })[]) {
    const own = of(container);
    if (container.restartPolicy === "Always") {
      all = add(all, own);
      staying = add(staying, own);
      before = larger(before, staying);
    } else {
      before = larger(before, add(own, staying));
    }
  }
  const whole = new Map(larger(all, before));
  for (const [name, amount] of readList(resources?.[kind])) {
    if (ofPods(name)) whole.set(name, amount);
  }
  if (!overhead) return whole;
  const more = [...readList(overhead)].filter(([name]) => kind === "requests" || whole.has(name));
  return add(whole, new Map(more));
}

/** A pod that says of no container how much it takes. */
export function isBestEffort(pod: ApiObject): boolean {
  const { containers = [], initContainers = [] } = specOf(pod);
  const { resources } = pod.spec as { resources?: Resources };
  return [...containers, ...initContainers, { resources }].every(({ resources: own }) =>
    [...readList(own?.requests), ...readList(own?.limits)].every(
      ([name, { nanos }]) => (name !== "cpu" && name !== "memory") || nanos === 0n,
    ),
  );
}
