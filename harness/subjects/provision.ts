import { wallClock } from "../../simulators/support/clock.ts";
import type { SubjectPart } from "../core/run.ts";
import { type Part, partDir, partLabel, readPart } from "./cache/part.ts";
import { providePart } from "./cache/store.ts";
import {
  type ControllerName,
  type ControllerVersions,
  controllerNames,
  fallbackSourceCrds,
  kindsOf,
} from "./catalogue.ts";
import type { ProvisionContext, ProvisionOptions } from "./context.ts";
import { chooseSourceCrds, type SourceCrds } from "./crds.ts";
import { readFolder } from "./folder.ts";
import { buildWithGo } from "./go/build.ts";
import { provisionImages } from "./image/provision-images.ts";
import { controllerRecipe, type PartRecipe, sourceCrdsRecipe } from "./recipe.ts";
import type { SubjectRequest } from "./request.ts";
import type { Subject } from "./subject.ts";

/** A request that is made of parts, each at a version. */
type PartsRequest = Exclude<SubjectRequest, { kind: "folder" | "image" }>;

/** Finds a part, or makes it, or fails. */
type Provide = (recipe: PartRecipe) => Promise<Part>;

/**
 * Brings a subject's binaries and CRDs onto this machine; from the cache where it has them.
 * @throws UsageError for what the user can mend (no Go, a folder without binaries), HarnessError
 *   where a download or build fails, the signal's reason where it was aborted.
 */
export async function provisionSubject(
  request: SubjectRequest,
  options: ProvisionOptions,
): Promise<Subject> {
  if (request.kind === "folder") {
    return readFolder(request);
  }
  const context = fillIn(options);
  if (request.kind === "image") {
    return provisionImages(request, context);
  }
  return assemble(request, (recipe) => providePart(recipe, context, buildWithGo));
}

/** Whether `provisionSubject` would have nothing to make, and what it would have to. */
export async function isProvisioned(
  request: SubjectRequest,
  cacheDir: string,
): Promise<{ provisioned: boolean; missing: string[] }> {
  if (request.kind === "folder") {
    await readFolder(request);
    return { provisioned: true, missing: [] };
  }
  if (request.kind === "image") {
    // Only a registry knows what a tag stands for now.
    return { provisioned: false, missing: [request.name] };
  }
  const recipes = wantedControllers(request.controllers).map(([name, version]) =>
    controllerRecipe(name, version),
  );
  const missing = await missingParts(recipes, cacheDir);
  if (missing.length > 0) {
    return { provisioned: false, missing };
  }
  // Only now is it known which CRDs go with them.
  try {
    await assemble(request, (recipe) => partInCache(recipe, cacheDir));
    return { provisioned: true, missing: [] };
  } catch (error) {
    if (error instanceof MissingPart) {
      return { provisioned: false, missing: [error.message] };
    }
    throw error;
  }
}

/** Names of the parts that are not in the cache, or not whole. */
export async function missingParts(recipes: PartRecipe[], cacheDir: string): Promise<string[]> {
  const missing: string[] = [];
  for (const recipe of recipes) {
    const found = await readPart(recipe, partDir(recipe, cacheDir));
    if (found.state !== "whole") {
      const why = found.state === "broken" ? ` (${found.because})` : "";
      missing.push(`${partLabel(recipe)}${why}`);
    }
  }
  return missing;
}

export function fillIn(options: ProvisionOptions): ProvisionContext {
  return { env: process.env, clock: wallClock(), send: fetch, ...options };
}

async function assemble(request: PartsRequest, provide: Provide): Promise<Subject> {
  const wanted = wantedControllers(request.controllers);
  const parts: Part[] = [];
  for (const [name, version] of wanted) {
    parts.push(await provide(controllerRecipe(name, version)));
  }
  const [source, ...others] = parts;
  if (!source) {
    throw new Error(`${request.name} has no controllers`);
  }
  const sourceCrds = await findSourceCrds(wanted, source, provide);
  const borrowed =
    sourceCrds.version === source.version
      ? []
      : [
          `the source CRDs are those of source-controller ${sourceCrds.version}: ` +
            `those of ${source.version} do not serve all that the other controllers watch`,
        ];
  return {
    info: {
      name: request.name,
      kind: request.kind,
      controllers: parts.map(subjectPart),
      crds: [`source-controller ${sourceCrds.version}`, ...others.map(partLabel)],
      notes: [...request.notes, ...borrowed],
    },
    binaries: Object.assign({}, ...parts.map(({ binaries }) => binaries)),
    crdFiles: [...sourceCrds.files, ...others.flatMap(({ crdFiles }) => crdFiles)],
  };
}

async function findSourceCrds(
  wanted: [ControllerName, string][],
  source: Part,
  provide: Provide,
): Promise<SourceCrds> {
  return chooseSourceCrds({
    watched: Object.fromEntries(
      wanted.map(([name, version]) => [`${name} ${version}`, kindsOf(name, version)]),
    ),
    candidates: [source.version, ...fallbackSourceCrds],
    load: async (version) =>
      version === source.version
        ? source.crdFiles
        : (await provide(sourceCrdsRecipe(version))).crdFiles,
  });
}

function wantedControllers(versions: ControllerVersions): [ControllerName, string][] {
  return controllerNames.flatMap((name): [ControllerName, string][] => {
    const version = versions[name];
    return version === undefined ? [] : [[name, version]];
  });
}

function subjectPart({ name, version, sha256 }: Part): SubjectPart {
  return { name, version, sha256: sha256[name] ?? "" };
}

async function partInCache(recipe: PartRecipe, cacheDir: string): Promise<Part> {
  const found = await readPart(recipe, partDir(recipe, cacheDir));
  if (found.state !== "whole") {
    throw new MissingPart(partLabel(recipe));
  }
  return found.part;
}

class MissingPart extends Error {}
