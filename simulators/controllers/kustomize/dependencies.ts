import type { Condition } from "../runtime/conditions.ts";
import type { ApiObject } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { OutsideModelError } from "../runtime/reconcile-errors.ts";
import { describe } from "../runtime/start-controller.ts";
import type { Turn } from "./context.ts";
import { group, kustomizations, specOf, statusIn } from "./kustomization.ts";
import type { Artifact } from "./source.ts";

/**
 * Looks at what a Kustomization depends on, live and not from the cache.
 * @throws an error that names the first one that isn't as far.
 */
export async function checkDependencies(turn: Turn, artifact: Artifact): Promise<void> {
  const { draft, spec, context } = turn;
  if (context.process.has("dependencies-ignored")) return;
  const { namespace: ownNamespace = "" } = draft.object.metadata;
  for (const { name, namespace = ownNamespace, readyExpr } of spec.dependsOn ?? []) {
    if (readyExpr !== undefined) throw new OutsideModelError("spec.dependsOn.readyExpr");
    const dependency = await lookUp(context.process, namespace, name).catch((error) => {
      throw new Error(`dependency '${namespace}/${name}' not found: ${describe(error)}`);
    });
    if (!isReady(dependency)) throw new Error(`dependency '${namespace}/${name}' is not ready`);
    if (context.process.has("dependency-revision-ignored")) continue;
    if (!isSameSource(dependency, draft.object)) continue;
    if (statusIn(dependency).lastAppliedRevision !== artifact.revision) {
      throw new Error(`dependency '${namespace}/${name}' revision is not up to date`);
    }
  }
}

async function lookUp(
  { api, caches, signal, has }: ControllerProcess,
  namespace: string,
  name: string,
): Promise<ApiObject> {
  if (!has("dependency-of-own-shard-only")) {
    return await api.get({ ...kustomizations, namespace, name }, { signal });
  }
  const cached = caches.get(kustomizations.resource)?.get(namespace, name);
  if (!cached) throw new Error(`Kustomization.${group} "${name}" not found`);
  return cached;
}

function isReady({ metadata, status }: ApiObject): boolean {
  const { conditions = [], observedGeneration } = (status ?? {}) as {
    conditions?: Condition[];
    observedGeneration?: number;
  };
  const ready = conditions.find(({ type }) => type === "Ready");
  return metadata.generation === observedGeneration && ready?.status === "True";
}

function isSameSource(a: ApiObject, b: ApiObject): boolean {
  const [mine, theirs] = [a, b].map((each) => {
    const { kind, name, namespace = each.metadata.namespace } = specOf(each).sourceRef;
    return `${kind}/${namespace}/${name}`;
  });
  return mine === theirs;
}
