import type { ApiObject } from "../runtime/controller-api.ts";
import { specOf } from "./kustomization.ts";

interface Name {
  namespace: string;
  name: string;
}

/**
 * Kustomizations after those they depend on, which come along whether they were asked for or not.
 * @throws an error that names a circle.
 */
export function byDependency(kustomizations: readonly ApiObject[]): Name[] {
  const edges = new Map<string, Name[]>();
  for (const each of kustomizations) {
    const { namespace: own = "", name } = each.metadata;
    const dependencies = specOf(each).dependsOn ?? [];
    edges.set(
      `${own}/${name}`,
      dependencies.map(({ namespace = own, name }) => ({ namespace, name })),
    );
  }
  const sorted: Name[] = [];
  const marks = new Map<string, "open" | "done">();
  for (const { metadata } of kustomizations) {
    const circle = visit({ namespace: metadata.namespace ?? "", name: metadata.name });
    if (circle) throw new Error(`circular dependency detected: ${circle.reverse().join(" -> ")}`);
  }
  return sorted;

  function visit(vertex: Name): string[] | undefined {
    const key = `${vertex.namespace}/${vertex.name}`;
    if (marks.get(key) === "done") return undefined;
    if (marks.get(key) === "open") return [key];
    marks.set(key, "open");
    for (const dependency of edges.get(key) ?? []) {
      const circle = visit(dependency);
      if (circle) return [...circle, key];
    }
    marks.set(key, "done");
    sorted.push(vertex);
    return undefined;
  }
}
