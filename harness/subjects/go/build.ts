import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import { HarnessError } from "../../core/failure.ts";
import { partLabel } from "../cache/part.ts";
import type { BuildPart } from "../cache/store.ts";
import type { PartRecipe } from "../recipe.ts";
import { goModSchema, wrapperGoMod } from "./go-mod.ts";
import { prepareOverlay } from "./overlay.ts";
import { type GoSession, openGoSession } from "./session.ts";

const downloadSchema = z.object({ Dir: z.string(), GoMod: z.string() });

/** Makes a part from its Go module: downloads, compiles, copies the CRDs and manifests. */
export const buildWithGo: BuildPart = async ({ recipe, dir, context, update }) => {
  const wrapper = join(dirname(dir), "wrapper");
  await mkdir(wrapper);
  await using go = await openGoSession({ recipe, cwd: wrapper, context, update });
  update("downloading its module");
  const version = (await go.run("asking Go for its version", ["version"])).trim();
  const source = await prepareWrapper(recipe, wrapper, go);
  if (Object.keys(recipe.packages).length > 0) {
    if (recipe.main) {
      await mkdir(join(wrapper, "main"));
      await writeFile(join(wrapper, "main", "main.go"), recipe.main);
    }
    const overlay = await prepareOverlay({ recipe, source, wrapper });
    await compile(recipe, dir, go, overlay);
  }
  if (recipe.crds) {
    await copyYaml(join(source, "config/crd/bases"), join(dir, "crds"), partLabel(recipe));
  }
  if (recipe.manifests) {
    await copyYaml(join(source, "config/manager"), join(dir, "manifests"), partLabel(recipe));
  }
  for (const folder of recipe.folders ?? []) {
    await copyFolder(join(source, folder), join(dir, folder));
  }
  return { go: version };
};

/** Writes go.mod and go.sum of the wrapper; resolves to the folder of the release's source. */
async function prepareWrapper(recipe: PartRecipe, wrapper: string, go: GoSession): Promise<string> {
  // An empty module first, so that a go.mod further up the tree has no say in the download.
  await writeFile(join(wrapper, "go.mod"), "module fluxproof.local/wrapper\n");
  const source = `${recipe.module}@v${recipe.version}`;
  const download = await go.run(`downloading ${source}`, ["mod", "download", "-json", source]);
  const { Dir, GoMod } = downloadSchema.parse(JSON.parse(download));
  const read = await go.run(`reading ${GoMod}`, ["mod", "edit", "-json", GoMod]);
  const release = goModSchema.parse(JSON.parse(read));
  await writeFile(join(wrapper, "go.mod"), wrapperGoMod(recipe, release));
  // The checksum database vouches for the release, and so for the sums it carries itself.
  await copyFile(join(Dir, "go.sum"), join(wrapper, "go.sum"));
  return Dir;
}

async function compile(
  recipe: PartRecipe,
  dir: string,
  go: GoSession,
  overlay: string[],
): Promise<void> {
  const packages = Object.values(recipe.packages);
  const tags = recipe.tags ? ["-tags", recipe.tags.join(",")] : [];
  const dependencies = await go.run("looking up the packages it is made of", [
    "list",
    "-mod=mod",
    "-deps",
    ...tags,
    ...packages,
  ]);
  go.expectPackages(dependencies.trim().split("\n").length);
  // Naming the file matters where the package's last element is not the binary's name.
  const [only] = Object.keys(recipe.packages);
  const out = packages.length === 1 && only ? join(dir, only) : `${dir}/`;
  const flags = ["-mod=mod", "-trimpath", ...tags, ...overlay, "-ldflags", recipe.ldflags];
  await go.run("compiling it", ["build", "-v", ...flags, "-o", out, ...packages]);
}

/** Files only the user may change: those of Go's cache nobody may, which nobody could remove again. */
async function copyFolder(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = relative(from, join(entry.parentPath, entry.name));
    await mkdir(dirname(join(to, file)), { recursive: true });
    await writeFile(join(to, file), await readFile(join(from, file)));
  }
}

async function copyYaml(from: string, to: string, label: string): Promise<void> {
  const files = (await readdir(from).catch(() => [])).filter((file) => file.endsWith(".yaml"));
  if (files.length === 0) {
    throw new HarnessError(`${label}: expected YAML in ${from}, and there are none`);
  }
  await mkdir(to);
  for (const file of files) {
    await copyFile(join(from, file), join(to, file));
  }
}
