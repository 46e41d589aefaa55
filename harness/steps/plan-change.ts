import { UsageError } from "../core/failure.ts";
import type { Scenario } from "../core/scenario.ts";
import { configMapNames, manifestPath, renderManifests } from "../scenario/manifests.ts";
import { fillIn } from "../scenario/place-object.ts";
import type { Plan, PlannedRepository } from "../scenario/plan.ts";
import {
  type Files,
  isGenerated,
  kustomizationsOver,
  objectsIn,
} from "../scenario/repository-files.ts";
import type { RepositoryState } from "./repository-states.ts";

/** Changes of files by their path: new text, null to delete. */
export type FileChanges = Readonly<Record<string, string | null>>;

export interface ChangeRequest {
  plan: Plan;
  scenario: Scenario;
  repository: PlannedRepository;
  change: number;
  /** ConfigMaps a Kustomization's folder holds from now on. */
  objects: number;
  files: FileChanges;
  /** What the branch held so far. */
  before: RepositoryState;
  /** What the commit goes on top of. */
  parent: RepositoryState;
}

export interface PlannedChange {
  /** What to commit on top of the parent. */
  files: Record<string, string | null>;
  touches: string[];
  drops: string[];
  /** All files beside the generated ones, as they then are. */
  own: Files;
}

/**
 * What puts a repository's Kustomizations at a change, and what differs from before.
 * @throws UsageError for a file that is generated, or that isn't there to be deleted.
 */
export function planChange(request: ChangeRequest): PlannedChange {
  const { plan, scenario, repository, change, objects, before, parent } = request;
  const changes = fillIn(plan, request.files);
  refuseImpossible({ repository, changes, parent });
  const own = changed(parent.files, changes);
  const paths = differing(before.files, own);
  return {
    files: { ...changes, ...generatedFiles({ plan, repository, change, objects }) },
    own,
    touches: [
      ...repository.kustomizations.map((name) => `${plan.namespace}/${name}`),
      ...kustomizationsOver({ plan, scenario, repository, paths }),
    ],
    drops: [...droppedConfigMaps(request), ...droppedObjects(request, own)],
  };
}

function generatedFiles({
  plan,
  repository,
  change,
  objects,
}: Pick<ChangeRequest, "plan" | "repository" | "change" | "objects">): Record<string, string> {
  const manifests = repository.kustomizations.map((kustomization) => [
    manifestPath(kustomization),
    renderManifests({
      kustomization,
      namespace: plan.namespace,
      repository: repository.name,
      objects,
      change,
    }),
  ]);
  // A repository without Kustomizations changes too, or its commit would be empty.
  return { ...Object.fromEntries(manifests), CHANGE: `${change}\n` };
}

function refuseImpossible({
  repository,
  changes,
  parent,
}: {
  repository: PlannedRepository;
  changes: FileChanges;
  parent: RepositoryState;
}): void {
  for (const [path, text] of Object.entries(changes)) {
    const where = `file ${path} of repository ${repository.name}`;
    if (isGenerated(repository, path)) throw new UsageError(`${where} is generated: name another`);
    if (text === null && parent.files[path] === undefined) {
      const there = Object.keys(parent.files).join(", ") || "none";
      throw new UsageError(`${where} can't be deleted; expected one of those it has: ${there}`);
    }
  }
}

function changed(files: Files, changes: FileChanges): Files {
  const all = Object.entries({ ...files, ...changes });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null));
}

function differing(before: Files, after: Files): string[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...paths].filter((path) => before[path] !== after[path]);
}

function droppedConfigMaps({ plan, repository, objects, before }: ChangeRequest): string[] {
  return repository.kustomizations.flatMap((kustomization) =>
    configMapNames(kustomization, before.objects)
      .slice(objects)
      .map((name) => `${plan.namespace}/${name}`),
  );
}

function droppedObjects({ plan, before }: ChangeRequest, own: Files): string[] {
  const kept = objectsIn(own, plan);
  return [...objectsIn(before.files, plan)].filter((name) => !kept.has(name));
}
