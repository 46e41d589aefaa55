import { isDeepStrictEqual } from "node:util";
import { matchesAny } from "../../harness/core/glob.ts";
import type { Member } from "./family.ts";
import { readPath } from "./read-path.ts";
import { render } from "./render.ts";
import type { Requirement, Selection, Stage, StageSet } from "./stage.ts";
import type { WorkloadCollection, WorkloadObject } from "./workload-api.ts";

/** The stage an object of this collection is in, if any; its root, who controls it in the end, is what is selected. */
export function stageOf(
  sets: readonly StageSet[],
  of: WorkloadCollection,
  object: WorkloadObject,
  root: Member = { of, object },
): Stage | undefined {
  const own = sets.find(({ select = {} }) => isSelected(select, root.of, root.object));
  return own?.stages.find(
    (stage) =>
      stage.of.resource === of.resource &&
      stage.of.apiVersion === of.apiVersion &&
      stage.when.every((requirement) => holds(requirement, object)),
  );
}

function isSelected(
  { namespaces, names, resources, labels = {} }: Selection,
  of: WorkloadCollection,
  { metadata }: WorkloadObject,
): boolean {
  return (
    (namespaces === undefined || matchesAny(namespaces, metadata.namespace ?? "")) &&
    (names === undefined || matchesAny(names, metadata.name)) &&
    (resources === undefined || resources.includes(of.resource)) &&
    Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value)
  );
}

function holds(requirement: Requirement, object: WorkloadObject): boolean {
  const value = readPath(object, requirement.path);
  if ("exists" in requirement) return (value !== undefined) === requirement.exists;
  const isSame = (template: Parameters<typeof render>[0]) =>
    value !== undefined && isDeepStrictEqual(value, render(template, { object, epochMs: 0 }));
  return "equals" in requirement ? isSame(requirement.equals) : !isSame(requirement.differs);
}
