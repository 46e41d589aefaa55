import { createHash } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hashFile } from "../../harness/subjects/cache/part.ts";
import { platform } from "../../harness/subjects/recipe.ts";
import { runProgram } from "./run-program.ts";

/** How containers of an image are run, in the words of the OCI image specification. */
export interface ImageConfig {
  Entrypoint?: string[];
  Cmd?: string[];
  Env?: string[];
  User?: string;
  WorkingDir?: string;
  StopSignal?: string;
  ExposedPorts?: Record<string, object>;
  Volumes?: Record<string, object>;
  Labels?: Record<string, string>;
}

/**
 * Lays an image of one layer out in a folder, as `docker save` does: packed, `docker load` and
 * `ctr images import` take it. No Docker is needed for that.
 */
export async function layOutImage(request: {
  /** The root folder of its containers. */
  root: string;
  tags: string[];
  config: ImageConfig;
  /** An empty folder, on the same disk for speed. */
  into: string;
}): Promise<void> {
  const { root, tags, config, into } = request;
  await mkdir(into, { recursive: true });
  const tar = join(into, "making.tar");
  await runProgram({
    program: "tar",
    args: ["--create", "--numeric-owner", "--sort=name", "--file", tar, "--directory", root, "."],
  });
  const layer = await hashFile(tar);
  await rename(tar, join(into, `${layer}.tar`));
  const { os, arch } = platform();
  const image = JSON.stringify({
    architecture: arch,
    os,
    config: {
      ...config,
      Env: [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ...(config.Env ?? []),
      ],
    },
    rootfs: { type: "layers", diff_ids: [`sha256:${layer}`] },
    history: [{ created_by: "fluxproof" }],
  });
  const file = `${createHash("sha256").update(image).digest("hex")}.json`;
  await writeFile(join(into, file), image);
  const manifest = [{ Config: file, RepoTags: tags, Layers: [`${layer}.tar`] }];
  await writeFile(join(into, "manifest.json"), JSON.stringify(manifest));
}
