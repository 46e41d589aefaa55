import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { UsageError } from "../core/failure.ts";
import { hashFile } from "./cache/part.ts";
import { type ControllerName, controllerNames } from "./catalogue.ts";
import { servedKinds } from "./crds.ts";
import { isExecutable } from "./find-executable.ts";
import { readModuleVersion } from "./module-version.ts";
import type { SubjectRequest } from "./request.ts";
import type { Subject } from "./subject.ts";

type FolderRequest = Extract<SubjectRequest, { kind: "folder" }>;

const versionsSchema = z.partialRecord(z.enum(controllerNames), z.string().min(1));
type Versions = z.infer<typeof versionsSchema>;

/**
 * A subject of binaries that the user brought: `NAME-controller` files, `crds/*.yaml` and, where
 * the binaries should not be asked, `versions.json` with a version by controller name.
 * @throws UsageError naming what was looked for.
 */
export async function readFolder(request: FolderRequest): Promise<Subject> {
  const dir = resolve(request.path);
  const names = await findControllers(dir);
  const crdFiles = await findCrds(join(dir, "crds"));
  const versions = await readVersions(join(dir, "versions.json"));
  const controllers = [];
  for (const name of names) {
    const file = join(dir, name);
    controllers.push({
      name,
      version: versions[name] ?? (await readModuleVersion(file, name)) ?? "unknown",
      sha256: await hashFile(file),
    });
  }
  return {
    info: {
      name: request.name,
      kind: "folder",
      controllers,
      crds: [`${request.name}/crds`],
      notes: [],
    },
    binaries: Object.fromEntries(names.map((name) => [name, join(dir, name)])),
    crdFiles,
  };
}

async function findControllers(dir: string): Promise<ControllerName[]> {
  const entries = await listFolder(dir);
  const names = controllerNames.filter((name) => entries.includes(name));
  if (names.length === 0) {
    throw new UsageError(
      `${dir}: expected at least one of the files ${controllerNames.join(", ")}, found ` +
        (entries.length > 0 ? entries.sort().slice(0, 10).join(", ") : "an empty folder"),
    );
  }
  for (const name of names) {
    if (!(await isExecutable(join(dir, name)))) {
      throw new UsageError(`${join(dir, name)}: expected an executable file (chmod +x)`);
    }
  }
  return names;
}

/** The CRD files of a folder, sorted. @throws UsageError where there are none, or other things. */
export async function findCrds(dir: string): Promise<string[]> {
  const entries = await listFolder(dir);
  const files = entries
    .filter((entry) => /\.ya?ml$/.test(entry))
    .sort()
    .map((entry) => join(dir, entry));
  if (files.length === 0) {
    throw new UsageError(
      `${dir}: expected the controllers' CRDs as *.yaml, as in their modules' config/crd/bases`,
    );
  }
  await servedKinds(files);
  return files;
}

async function listFolder(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const seen = code === "ENOENT" ? "there is nothing of that name" : `${code}`;
    throw new UsageError(`${dir}: expected a folder, but ${seen}`);
  }
}

async function readVersions(file: string): Promise<Versions> {
  if (!(await stat(file).catch(() => undefined))) {
    return {};
  }
  const expected = `expected JSON such as {"source-controller": "1.7.3"}`;
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new UsageError(`${file}: ${expected}: ${(error as Error).message}`);
  }
  const versions = versionsSchema.safeParse(content);
  if (!versions.success) {
    throw new UsageError(`${file}: ${expected}: ${z.prettifyError(versions.error)}`);
  }
  return versions.data;
}
