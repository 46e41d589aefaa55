import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { z } from "zod";
import { type PartRecipe, platform } from "../recipe.ts";

/** A part in the cache, whole: every file has the digest written down when it was made. */
export interface Part {
  name: string;
  version: string;
  /** Where all of it lies, absolute. */
  dir: string;
  /** Absolute paths by file name. */
  binaries: Record<string, string>;
  /** Lower-case hex by file name of the binary. */
  sha256: Record<string, string>;
  /** Absolute paths, sorted. */
  crdFiles: string[];
  /** Absolute paths, sorted. */
  manifestFiles: string[];
}

/** What lies at a part's place in the cache. */
export type PartState =
  | { state: "whole"; part: Part }
  | { state: "absent" }
  | { state: "broken"; because: string };

const partFile = z.object({
  name: z.string(),
  version: z.string(),
  module: z.string(),
  go: z.string(),
  builtAt: z.string(),
  /** By path inside the part's folder. */
  sha256: z.record(z.string(), z.string()),
});

export function partDir(recipe: PartRecipe, cacheDir: string): string {
  return join(cacheDir, "parts", recipe.name, `${versionKey(recipe)}-${platformName()}`);
}

/** The version, and what was changed in it: `1.7.3`, or `1.7.3+3f09c2ab71d4` with a patch or a main of our own. */
export function versionKey({ version, patch, main }: PartRecipe): string {
  if (!patch && !main) {
    return version;
  }
  const changes = patch ? [patch.file, patch.find, patch.replace] : [];
  const hash = createHash("sha256").update(JSON.stringify(main ? [...changes, main] : changes));
  return `${version}+${hash.digest("hex").slice(0, 12)}`;
}

export function partLabel({ name, version }: { name: string; version: string }): string {
  return `${name} ${version}`;
}

export async function readPart(recipe: PartRecipe, dir: string): Promise<PartState> {
  let text: string;
  try {
    text = await readFile(join(dir, "part.json"), "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === "ENOENT"
      ? { state: "absent" }
      : { state: "broken", because: `part.json cannot be read (${code})` };
  }
  const parsed = partFile.safeParse(parseJson(text));
  if (!parsed.success) {
    return { state: "broken", because: "part.json does not say what it should" };
  }
  const { sha256 } = parsed.data;
  const because = await firstDifference(dir, sha256, Object.keys(recipe.packages));
  if (because) {
    return { state: "broken", because };
  }
  const files = Object.keys(sha256).sort();
  const names = files.filter((file) => Object.hasOwn(recipe.packages, file));
  const filesBelow = (folder: string) =>
    files.filter((file) => file.startsWith(folder)).map((file) => join(dir, file));
  return {
    state: "whole",
    part: {
      name: recipe.name,
      version: recipe.version,
      dir,
      binaries: Object.fromEntries(names.map((name) => [name, join(dir, name)])),
      sha256: Object.fromEntries(names.map((name) => [name, sha256[name] ?? ""])),
      crdFiles: filesBelow("crds/"),
      manifestFiles: filesBelow("manifests/"),
    },
  };
}

/** Writes `part.json`, which makes the files in the folder a part: the last thing done to it. */
export async function sealPart(
  recipe: PartRecipe,
  dir: string,
  made: { go: string; builtAt: string },
): Promise<void> {
  const { crds, manifests, folders: others = [] } = recipe;
  const folders = [...(crds ? ["crds"] : []), ...(manifests ? ["manifests"] : []), ...others];
  const copied = await Promise.all(folders.map((folder) => filesIn(dir, folder)));
  const sha256: Record<string, string> = {};
  for (const file of [...Object.keys(recipe.packages), ...copied.flat()]) {
    sha256[file] = await hashFile(join(dir, file));
  }
  const { name, version, module } = recipe;
  const content: z.infer<typeof partFile> = { name, version, module, ...made, sha256 };
  await writeFile(join(dir, "part.json"), `${JSON.stringify(content, null, 2)}\n`);
}

/** Paths inside `dir`, with forward slashes, of all files below a folder of it. */
async function filesIn(dir: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(dir, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
}

/** SHA-256 of a file, lower-case hex. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    hash.update(chunk);
  }
  return hash.digest("hex");
}

async function firstDifference(
  dir: string,
  sha256: Record<string, string>,
  expected: string[],
): Promise<string | undefined> {
  const unlisted = expected.find((file) => !Object.hasOwn(sha256, file));
  if (unlisted) {
    return `part.json does not list ${unlisted}`;
  }
  for (const [file, digest] of Object.entries(sha256)) {
    const seen = await hashFile(join(dir, file)).catch(
      (error: NodeJS.ErrnoException) => `nothing (${error.code})`,
    );
    if (seen !== digest) {
      return `${file} has digest ${seen.slice(0, 12)} and not ${digest.slice(0, 12)}`;
    }
  }
  return undefined;
}

function platformName(): string {
  const { os, arch } = platform();
  return `${os}-${arch}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
