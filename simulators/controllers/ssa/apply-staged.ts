import { waitForSet } from "../kstatus/wait-for-set.ts";
import type { ApiObject } from "../runtime/controller-api.ts";
import { type ApplyOptions, applyAll } from "./apply-all.ts";
import type { ChangeEntry } from "./change-set.ts";
import { groupOf } from "./object-id.ts";
import type { Target } from "./target.ts";

/** A stage failed: those before it are done. */
export class StageError extends Error {
  override readonly name = "StageError";
  readonly applied: readonly ChangeEntry[];

  constructor(cause: Error, applied: readonly ChangeEntry[]) {
    super(cause.message, { cause });
    this.applied = applied;
  }
}

/** How the stages that others build on are waited for, in milliseconds. */
const wait = { intervalMs: 2_000, timeoutMs: 60_000, failFast: false };

/**
 * Applies definitions first and classes next, waiting until each can be used, then everything else.
 * @throws StageError
 */
export async function applyStaged(
  target: Target,
  objects: readonly ApiObject[],
  options: ApplyOptions,
): Promise<ChangeEntry[]> {
  const stages = Map.groupBy(objects, stageOf);
  const applied: ChangeEntry[] = [];
  try {
    for (const stage of ["definitions", "classes"] as const) {
      const those = stages.get(stage);
      if (!those) continue;
      const entries = await applyAll(target, those, options);
      applied.push(...entries);
      const ids = entries.map(({ id }) => id);
      await waitForSet(target, ids, wait);
    }
    applied.push(...(await applyAll(target, stages.get("rest") ?? [], options)));
    return applied;
  } catch (error) {
    throw new StageError(error as Error, applied);
  }
}

function stageOf({ apiVersion, kind }: ApiObject): "definitions" | "classes" | "rest" {
  const group = groupOf(apiVersion);
  if (kind === "Namespace" && apiVersion === "v1") return "definitions";
  if (kind === "CustomResourceDefinition" && group === "apiextensions.k8s.io") return "definitions";
  if (kind === "ClusterRole" && group === "rbac.authorization.k8s.io") return "definitions";
  return kind.endsWith("Class") ? "classes" : "rest";
}
