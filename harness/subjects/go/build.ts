import { createWriteStream } from "node:fs";
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { finished } from "node:stream/promises";
import { z } from "zod";
import { HarnessError } from "../../core/failure.ts";
import { partLabel } from "../cache/part.ts";
import type { BuildPart } from "../cache/store.ts";
import { makeCacheFolder } from "../cache-dir.ts";
import { formatElapsed } from "../elapsed.ts";
import type { PartRecipe } from "../recipe.ts";
import { compileProgress } from "./compile-progress.ts";
import { findGo, type GoResult, goEnvironment, runGo } from "./go.ts";
import { type GoMod, goModSchema, wrapperGoMod } from "./go-mod.ts";

const downloadSchema = z.object({ Dir: z.string(), GoMod: z.string() });

/** Runs one `go` command in the wrapper's folder; throws with its last lines where it fails. */
type Go = (what: string, args: string[]) => Promise<GoResult>;

/** Makes a part from its Go module: downloads, compiles, copies the CRDs. */
export const buildWithGo: BuildPart = async ({ recipe, dir, context, update }) => {
  const label = partLabel(recipe);
  const executable = await findGo(context.env, label);
  const wrapper = join(dirname(dir), "wrapper");
  await mkdir(wrapper);
  const logFile = join(
    await makeCacheFolder(context.cacheDir, "logs"),
    `${recipe.name}-${recipe.version}.log`,
  );
  const log = createWriteStream(logFile);
  const startMs = context.clock.nowMs();
  let total = 0;
  const describe = compileProgress(() => total);
  const go: Go = async (what, args) => {
    log.write(`$ go ${args.join(" ")}\n`);
    const result = await runGo({
      go: executable,
      args,
      cwd: wrapper,
      env: goEnvironment(context.env),
      signal: context.signal,
      onLine: (line) => {
        log.write(`${line}\n`);
        const detail = describe(line);
        if (detail) {
          update(`${detail} (${formatElapsed(context.clock.nowMs() - startMs)})`);
        }
      },
    });
    if (result.code !== 0) {
      throw new HarnessError(goFailure({ label, what, result, logFile }));
    }
    return result;
  };
  try {
    update("downloading its module");
    const version = (await go("asking Go for its version", ["version"])).stdout.trim();
    const moduleDir = await prepareWrapper(recipe, wrapper, go);
    const packages = Object.values(recipe.packages);
    if (packages.length > 0) {
      const flags = ["-mod=mod", "-trimpath", "-ldflags", recipe.ldflags];
      update("looking up the packages to compile");
      const deps = await go("looking up its packages", ["list", "-mod=mod", "-deps", ...packages]);
      total = deps.stdout.trim().split("\n").length;
      // Naming the file matters where the package's last element is not the binary's name.
      const [only] = Object.keys(recipe.packages);
      const out = packages.length === 1 && only ? join(dir, only) : `${dir}/`;
      await go("compiling it", ["build", "-v", ...flags, "-o", out, ...packages]);
    }
    if (recipe.crds) {
      await copyCrds(join(moduleDir, "config/crd/bases"), join(dir, "crds"), label);
    }
    return { go: version };
  } finally {
    log.end();
    await finished(log).catch(() => {});
  }
};

/** Writes go.mod and go.sum of the wrapper; resolves to the folder of the release's source. */
async function prepareWrapper(recipe: PartRecipe, wrapper: string, go: Go): Promise<string> {
  // An empty module first, so that a go.mod further up the tree has no say in the download.
  await writeFile(join(wrapper, "go.mod"), "module fluxproof.local/wrapper\n");
  const source = `${recipe.module}@v${recipe.version}`;
  const download = await go(`downloading ${source}`, ["mod", "download", "-json", source]);
  const { Dir, GoMod: file } = downloadSchema.parse(JSON.parse(download.stdout));
  const read = await go(`reading ${file}`, ["mod", "edit", "-json", file]);
  const release: GoMod = goModSchema.parse(JSON.parse(read.stdout));
  await writeFile(join(wrapper, "go.mod"), wrapperGoMod(recipe, release));
  // The checksum database vouches for the release, and so for the sums it carries itself.
  await copyFile(join(Dir, "go.sum"), join(wrapper, "go.sum"));
  return Dir;
}

async function copyCrds(from: string, to: string, label: string): Promise<void> {
  const files = (await readdir(from).catch(() => [])).filter((file) => file.endsWith(".yaml"));
  if (files.length === 0) {
    throw new HarnessError(`${label}: expected CRDs as YAML in ${from}, and there are none`);
  }
  await mkdir(to);
  for (const file of files) {
    await copyFile(join(from, file), join(to, file));
  }
}

function goFailure(failure: {
  label: string;
  what: string;
  result: GoResult;
  logFile: string;
}): string {
  const { label, what, result, logFile } = failure;
  // `go mod download -json` reports on its standard output.
  const told = /"Error": "(.*)"/.exec(result.stdout)?.[1];
  const lines = told ? [told, ...result.lastLines] : result.lastLines;
  return [
    `${label}: ${what} failed (go ended with ${result.code ?? "a signal"}); its last lines:`,
    ...(lines.length > 0 ? lines : ["(none)"]).map((line) => `  ${line}`),
    `see ${logFile}`,
  ].join("\n");
}
