import type { Defect } from "../defects.ts";
import type { ApiObject } from "../runtime/controller-api.ts";
import { OutsideModelError } from "../runtime/reconcile-errors.ts";
import type { ApplyOptions } from "../ssa/apply-all.ts";
import { applyStaged, StageError } from "../ssa/apply-staged.ts";
import { type ChangeEntry, changeLog, isChange } from "../ssa/change-set.ts";
import { DryRunError } from "../ssa/dry-run-error.ts";
import type { Marks } from "../ssa/metadata.ts";
import { normalized } from "../ssa/normalize.ts";
import { groupOf } from "../ssa/object-id.ts";
import type { Target } from "../ssa/target.ts";
import type { Turn } from "./context.ts";
import { group, ownerLabels } from "./kustomization.ts";

/** `--concurrent-ssa` */
const concurrent = 4;

/** Applies what was built, and says what that changed. */
export async function apply(request: {
  turn: Turn;
  target: Target;
  objects: readonly ApiObject[];
  revision: string;
  originRevision: string | undefined;
}): Promise<{ changes: ChangeEntry[]; drifted: boolean }> {
  const { turn, target, revision, originRevision } = request;
  const objects = request.objects.map((object) => prepared(turn, object));
  const changes = await applied(turn, target, objects);
  const log = changeLog(changes.filter(isChange));
  if (log !== "") await turn.say({ severity: "info", message: log, revision, originRevision });
  return { changes, drifted: log !== "" };
}

async function applied(turn: Turn, target: Target, objects: ApiObject[]): Promise<ChangeEntry[]> {
  if (objects.length === 0) return [];
  try {
    return await applyStaged(target, objects, optionsOf(turn));
  } catch (error) {
    if (!(error instanceof StageError)) throw error;
    if (isUndeclared(error)) throw new OutsideModelError(`what Flux drops: ${error.message}`);
    if (turn.context.process.has("prunes-on-failed-apply")) return [...error.applied];
    // Each line of what was done before ends in a break, and so does none at all.
    const log = error.applied.filter(isChange).map((entry) => `${changeLog([entry])}\n`);
    throw new Error(`${error.message}\n${log.join("")}`, { cause: error });
  }
}

/** Flux reads built-in kinds as their Go types, which drops what they don't declare; the model doesn't. */
function isUndeclared({ message, cause }: StageError): boolean {
  if (!(cause instanceof DryRunError) || !message.includes("field not declared in schema")) {
    return false;
  }
  const group = groupOf(cause.object.apiVersion);
  return !group.includes(".") || group.endsWith(".k8s.io");
}

function prepared({ draft, spec }: Turn, object: ApiObject): ApiObject {
  const copy = normalized(object);
  const { labels = {}, annotations = {} } = spec.commonMetadata ?? {};
  const { metadata } = copy;
  metadata.labels = { ...metadata.labels, ...ownerLabels(draft.object.metadata), ...labels };
  if (Object.keys(annotations).length > 0) {
    metadata.annotations = { ...metadata.annotations, ...annotations };
  }
  return copy;
}

function optionsOf({ draft, spec, context: { process } }: Turn): ApplyOptions {
  const unless = (defect: Defect, marks: Marks) => (process.has(defect) ? {} : marks);
  return {
    fieldManager: "kustomize-controller",
    concurrent,
    force: spec.force === true || process.has("recreates-unasked"),
    forced: unless("force-ignored", { [`${group}/force`]: "enabled" }),
    excluded: {
      ...unless("reconcile-disabled-ignored", { [`${group}/reconcile`]: "disabled" }),
      [`${group}/ssa`]: "ignore",
    },
    ifNotPresent: unless("if-not-present-ignored", { [`${group}/ssa`]: "IfNotPresent" }),
    merged: {
      ...unless("merge-ignored", { [`${group}/ssa`]: "merge" }),
      // Then all that is ours counts as merged.
      ...(process.has("kubectl-edits-kept") ? ownerLabels(draft.object.metadata) : {}),
    },
  };
}
