import { posix } from "node:path";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import type { KubeObject } from "../core/json.ts";
import type { Scenario } from "../core/scenario.ts";
import { manifestPath } from "./manifests.ts";
import type { Plan, PlannedRepository } from "./plan.ts";

/** Paths of files and their text. */
export type Files = Readonly<Record<string, string>>;

/** A path inside a repository as Git spells it. */
export const filePathSchema = z
  .string()
  .refine(
    (path) =>
      path !== "" &&
      posix.normalize(path) === path &&
      !/^\.\.?(\/|$)|^\/|\/$|(^|\/)\.git(\/|$)/.test(path),
    "expected a path inside the repository, such as app/config.yaml",
  );

/** Whether fluxproof writes the file itself. */
export function isGenerated(repository: PlannedRepository, path: string): boolean {
  return (
    path === "CHANGE" ||
    path === "blob.txt" ||
    repository.kustomizations.some((name) => manifestPath(name) === path)
  );
}

/** Kustomizations of the repository, `namespace/name`, whose folders hold any of the paths. */
export function kustomizationsOver({
  plan,
  scenario,
  repository,
  paths,
}: {
  plan: Plan;
  scenario: Scenario;
  repository: PlannedRepository;
  paths: readonly string[];
}): string[] {
  return ownKustomizations(scenario, repository)
    .filter(({ spec }) => {
      const folder = posix.join((spec as { path?: string }).path ?? ".", "/");
      return paths.some((path) => folder === "./" || path.startsWith(folder));
    })
    .map(({ metadata }) => `${metadata.namespace ?? plan.namespace}/${metadata.name}`);
}

/** The Kustomizations that a scenario brings itself, those that follow this repository. */
export function ownKustomizations(
  { objects }: Scenario,
  { name }: Pick<PlannedRepository, "name">,
): KubeObject[] {
  return objects.filter(({ kind, spec }) => {
    const { sourceRef } = (spec ?? {}) as { sourceRef?: { kind?: string; name?: string } };
    return (
      kind === "Kustomization" && sourceRef?.kind === "GitRepository" && sourceRef.name === name
    );
  });
}

/**
 * The objects that files hold: ConfigMaps as `namespace/name`, others as `Kind namespace/name`. What is no
 * YAML, or no object, holds none.
 */
export function objectsIn(files: Files, plan: Plan): Set<string> {
  const found = new Set<string>();
  for (const [path, text] of Object.entries(files)) {
    if (!/\.ya?ml$/.test(path)) continue;
    for (const document of parseAllDocuments(text)) {
      const object =
        document.errors.length > 0 ? undefined : objectSchema.safeParse(document.toJS());
      if (!object?.success) continue;
      const { kind, metadata } = object.data;
      const name = `${metadata.namespace ?? plan.namespace}/${metadata.name}`;
      found.add(kind === "ConfigMap" ? name : `${kind} ${name}`);
    }
  }
  return found;
}

const objectSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({ name: z.string(), namespace: z.string().optional() }),
});
