import { rm } from "node:fs/promises";
import { terminalProgress } from "../../harness/commands/progress.ts";
import { HarnessError, UsageError } from "../../harness/core/failure.ts";
import { defaultCacheDir } from "../../harness/subjects/cache-dir.ts";
import { wallClock } from "../../simulators/support/clock.ts";
import { reportFailure } from "../report-failure.ts";
import { balancerImageRecipe } from "./balancer/balancer-image.ts";
import { type BuiltImage, settledBy } from "./built-image.ts";
import { feedArchive, type Workshop } from "./cached-archive.ts";
import { askDocker } from "./daemon/daemon.ts";
import { giteaImageRecipe } from "./gitea/gitea-image.ts";
import { nodeImageRecipe } from "./node/node-image.ts";
import { runProgram } from "./run-program.ts";

/**
 * `npm run images [-- NAME…]`: makes the images that a machine cannot pull, and loads them into Docker.
 * What is in Docker is left as it is; what is in the cache is only loaded.
 */
const recipes = [await balancerImageRecipe(), await giteaImageRecipe(), await nodeImageRecipe()];
await main(process.argv.slice(2)).catch(reportFailure);

async function main(names: string[]): Promise<void> {
  const unknown = names.find((name) => !recipes.some((recipe) => recipe.name === name));
  if (unknown) {
    const known = recipes.map(({ name }) => name).join(", ");
    throw new UsageError(`no image is called ${JSON.stringify(unknown)}: expected one of ${known}`);
  }
  const workshop: Workshop = {
    cacheDir: defaultCacheDir(),
    progress: terminalProgress(wallClock()),
    signal: new AbortController().signal,
  };
  for (const recipe of recipes.filter(({ name }) => names.length === 0 || names.includes(name))) {
    await provide(recipe, workshop);
  }
}

async function provide(image: BuiltImage, workshop: Workshop): Promise<void> {
  const { tag, key } = image;
  const line = workshop.progress.begin(tag);
  const settled = settledBy(image, await loadedKey(tag));
  if (settled) {
    line.end(settled);
    return;
  }
  const { file, made } = await image.build(workshop);
  if (!(await askDocker())) {
    throw new UsageError(`${file} is made, but no Docker answers to load it: npm run docker-up`);
  }
  line.update("loading it into Docker");
  await feedArchive(file, "docker", ["load", "--quiet"]);
  if ((await loadedKey(tag)) !== key) {
    throw new HarnessError(
      `${tag} was loaded from ${file}, and Docker does not show it with its label ${key}`,
    );
  }
  if (made) {
    await image.check().catch(async (error) => {
      // What does not work is not to be found the next time.
      await rm(file);
      await runProgram({ program: "docker", args: ["image", "rm", "--force", tag] });
      throw error;
    });
  }
  // Of what it took the place of, if no container has it.
  const ours = ["--force", "--filter", "label=fluxproof.recipe"];
  await runProgram({ program: "docker", args: ["image", "prune", ...ours] });
  line.end("loaded into Docker");
}

/** Of the image of that name in Docker, the recipe that it was made by; empty if by none of these. */
async function loadedKey(tag: string): Promise<string | undefined> {
  const format = '{{index .Config.Labels "fluxproof.recipe"}}';
  const args = ["image", "inspect", "--format", format, tag];
  return await runProgram({ program: "docker", args }).then(
    (text) => text.trim(),
    () => undefined,
  );
}
