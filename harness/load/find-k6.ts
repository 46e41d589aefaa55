import { UsageError } from "../core/failure.ts";
import { partDir, readPart } from "../subjects/cache/part.ts";
import { providePart } from "../subjects/cache/store.ts";
import type { ProvisionOptions } from "../subjects/context.ts";
import { findExecutable, isExecutable } from "../subjects/find-executable.ts";
import { buildWithGo } from "../subjects/go/build.ts";
import { fillIn } from "../subjects/provision.ts";
import { k6Recipe } from "../subjects/recipe.ts";
import { findK6OfImage, readK6Image, takeK6OfImage } from "./k6-image.ts";

/** Names a k6 of the user's own, or an image that has one. */
const variable = "FLUXPROOF_K6";

/**
 * The k6 that storms are sent with: the one `FLUXPROOF_K6` names, the one in the cache, or the one on the PATH;
 * undefined where there is none of these, or the image that is named was not pulled yet.
 * @throws UsageError where the variable names nothing that runs, nor an image
 */
export async function findK6({
  cacheDir,
  env = process.env,
}: Pick<ProvisionOptions, "cacheDir" | "env">): Promise<string | undefined> {
  const named = env[variable];
  if (named) {
    const image = readK6Image(named);
    if (image) return findK6OfImage(image, cacheDir);
    if (await isExecutable(named)) return named;
    throw new UsageError(`${variable} is ${JSON.stringify(named)}: expected an executable file`);
  }
  const found = await readPart(k6Recipe, partDir(k6Recipe, cacheDir));
  if (found.state === "whole") return found.part.binaries.k6;
  return findExecutable("k6", env);
}

/**
 * The same, taken out of its image or built from its module where there is none yet.
 * @throws UsageError without Go or that image, HarnessError where that fails
 */
export async function provideK6(options: ProvisionOptions): Promise<string> {
  const found = await findK6(options);
  if (found !== undefined) return found;
  const context = fillIn(options);
  const image = readK6Image(context.env[variable] ?? "");
  if (image) return takeK6OfImage(image, context);
  const { binaries } = await providePart(k6Recipe, context, buildWithGo);
  return binaries.k6 ?? "";
}
