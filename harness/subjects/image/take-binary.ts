import { createWriteStream } from "node:fs";
import { posix } from "node:path";
import { pipeline } from "node:stream/promises";
import { HarnessError, UsageError } from "../../core/failure.ts";
import { platform } from "../recipe.ts";
import { type ImageFiles, type LocatedFile, listImageFiles, locateFile } from "./image-files.ts";
import { type KeptLayer, plainPath, readLayer } from "./layer-reader.ts";
import type { ImageConfig } from "./manifest.ts";
import { whyNotStatic } from "./static-binary.ts";

/**
 * Takes a program, a controller's mostly, out of an image's layers into a file.
 * @throws UsageError for an image without one, or with one that doesn't run by itself.
 */
export async function takeBinary(request: {
  /** Its name. */
  program: string;
  /** Names the image in errors. */
  label: string;
  config: ImageConfig;
  /** From the lowest. */
  layers: readonly KeptLayer[];
  file: string;
}): Promise<void> {
  const { program, label, config, layers, file } = request;
  const files = await listImageFiles(layers);
  const paths = candidates(program, config);
  const found = findFirst(files, paths);
  if (!found) {
    const runs = [...(config.config?.Entrypoint ?? []), ...(config.config?.Cmd ?? [])];
    throw new UsageError(
      `${label}: expected an image of ${program}, but it has no file ${paths.map((path) => `/${path}`).join(" or ")}; ` +
        `it runs ${JSON.stringify(runs)}`,
    );
  }
  await copyOut(found, file, label);
  const problem = await whyNotStatic(file, platform().arch);
  if (problem) {
    throw new UsageError(
      `${label}: /${found.path} can't be taken out of the image to run as a process, because ${problem}`,
    );
  }
}

/** The entrypoint's own path first, which may come after a program like tini; then where Flux puts it. */
function candidates(program: string, { config }: ImageConfig): string[] {
  const named = [...(config?.Entrypoint ?? []), ...(config?.Cmd ?? [])].filter(
    (argument) => posix.basename(argument) === program,
  );
  const path = config?.Env?.find((each) => each.startsWith("PATH="))?.slice("PATH=".length);
  const folders = (path ?? "").split(":").filter(Boolean);
  const paths = named.flatMap((argument) =>
    argument.includes("/") ? [argument] : folders.map((folder) => posix.join(folder, argument)),
  );
  return [...new Set([...paths, `usr/local/bin/${program}`].map(plainPath))];
}

function findFirst(files: ImageFiles, paths: string[]): LocatedFile | undefined {
  for (const path of paths) {
    const found = locateFile(files, path);
    if (found) return found;
  }
  return undefined;
}

async function copyOut({ layer, path }: LocatedFile, file: string, label: string): Promise<void> {
  for await (const entry of readLayer(layer)) {
    if (plainPath(entry.header.name) === path && entry.header.type === "file") {
      await pipeline(entry, createWriteStream(file, { mode: 0o755 }));
      return;
    }
    entry.resume();
  }
  throw new HarnessError(`${label}: ${path} was in its layer ${layer.digest} and now isn't`);
}
