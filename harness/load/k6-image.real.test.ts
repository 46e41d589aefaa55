import { execFile } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { defaultCacheDir } from "../subjects/cache-dir.ts";
import { findExecutable } from "../subjects/find-executable.ts";
import { writeImageArchive } from "../subjects/image/image-archive.ts";
import { pushArchive } from "../subjects/image/testing/push-archive.ts";
import { startDockerRegistry } from "../subjects/image/testing/start-docker-registry.ts";
import { platform } from "../subjects/recipe.ts";
import { noProgress } from "../subjects/testing/no-progress.ts";
import { findK6, provideK6 } from "./find-k6.ts";

const real = process.env.FLUXPROOF_REAL === "1";
const built = real ? await findK6({ cacheDir: defaultCacheDir() }) : undefined;
const hasRegistry = (await findExecutable("docker-registry", process.env)) !== undefined;

describe.runIf(built && hasRegistry)("k6 in a registry", { timeout: 120_000 }, () => {
  test("is pulled and runs", async () => {
    const dir = await mkdtemp(join(tmpdir(), "fluxproof-k6-image-"));
    onTestFinished(() => rm(dir, { recursive: true }));
    await using registry = await startDockerRegistry({ locked: false });
    const archive = join(dir, "k6.tar");
    const file = built ?? "";
    // As Grafana's own image has it: below /usr/bin, found by PATH.
    await writeImageArchive(
      {
        ...{ reference: "fluxproof.local/k6:1.8.1", architecture: platform().arch },
        config: { Entrypoint: ["k6"], Env: ["PATH=/usr/local/bin:/usr/bin"] },
        layer: [
          { type: "directory", path: "usr/", mode: 0o755 },
          { type: "directory", path: "usr/bin/", mode: 0o755 },
          {
            ...{ type: "file", path: "usr/bin/k6", mode: 0o755 },
            content: { file, sizeBytes: (await stat(file)).size },
          },
        ],
      },
      archive,
    );
    const origin = `http://${registry?.host}`;
    await pushArchive(archive, { origin, repository: "mirror/k6", tag: "1.8.1" });
    const env = { ...process.env, FLUXPROOF_K6: `image:${registry?.host}/mirror/k6:1.8.1` };
    const taken = await provideK6({
      ...{ cacheDir: join(dir, "cache"), env, signal: new AbortController().signal },
      progress: noProgress,
    });
    const { stdout } = await promisify(execFile)(taken, ["version"]);
    expect(stdout).toContain("1.8.1");
  });
});
