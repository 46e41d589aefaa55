import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { defaultCacheDir } from "../../subjects/cache-dir.ts";
import { findExecutable } from "../../subjects/find-executable.ts";
import { controllerImages } from "../../subjects/image/controller-images.ts";
import { pushArchive } from "../../subjects/image/testing/push-archive.ts";
import { startDockerRegistry } from "../../subjects/image/testing/start-docker-registry.ts";
import { provisionSubject } from "../../subjects/provision.ts";
import { parseSubject } from "../../subjects/request.ts";
import { noProgress } from "../../subjects/testing/no-progress.ts";

/** Needs Docker, a node image, the registry of Debian's package docker-registry, and Flux's controllers. */
const enabled = process.env.FLUXPROOF_KIND === "1";
const hasRegistry = (await findExecutable("docker-registry", process.env)) !== undefined;
const program = fileURLToPath(new URL("../../../bin/fluxproof.js", import.meta.url));

describe.runIf(enabled && hasRegistry)("images of a registry in kind", { timeout: 600_000 }, () => {
  test("a release of a mirror runs as it was pulled, its digests on record", async () => {
    const dir = await mkdtemp(join(tmpdir(), "fluxproof-kind-images-"));
    onTestFinished(() => rm(dir, { recursive: true }));
    await using registry = await startDockerRegistry({ locked: false });
    const { host = "" } = registry ?? {};
    const digests = await fillMirror(`http://${host}`);
    const out = join(dir, "runs");
    const args = ["run", "apply/converges-after-commit", "--env", "kind", "--out", out];
    const { stderr } = await promisify(execFile)(
      process.execPath,
      [program, ...args, "--subject", `image:${host}/mirror/flux@2.7`],
      { env: { ...process.env, FLUXPROOF_CACHE: await cacheWithoutImages(join(dir, "cache")) } },
    );
    expect(stderr).toMatch(/apply\/converges-after-commit.*pass/);
    const file = join(out, "apply/converges-after-commit/run.json");
    const { subject } = JSON.parse(await readFile(file, "utf8"));
    for (const { name, image } of subject.controllers) {
      expect(image).toMatch(new RegExp(`^${host}/mirror/${name}:v.*@${digests.get(name)}$`));
    }
  });
});

/** Pushes the controllers of Flux 2.7; resolves to their images' digests. */
async function fillMirror(origin: string): Promise<Map<string, string>> {
  const cacheDir = defaultCacheDir();
  const { signal } = new AbortController();
  const request = parseSubject("flux@2.7");
  const subject = await provisionSubject(request, { cacheDir, progress: noProgress, signal });
  const digests = new Map<string, string>();
  for (const { controller, archiveFile } of await controllerImages(subject, { cacheDir })) {
    const { version } = subject.info.controllers.find(({ name }) => name === controller) ?? {};
    const to = { origin, repository: `mirror/${controller}`, tag: `v${version}` };
    digests.set(controller, await pushArchive(archiveFile, to));
  }
  return digests;
}

/** All parts that are no controllers, so that each of those is pulled. */
async function cacheWithoutImages(cache: string): Promise<string> {
  await mkdir(join(cache, "parts"), { recursive: true });
  const parts = join(defaultCacheDir(), "parts");
  for (const part of await readdir(parts)) {
    if (!part.endsWith("-controller")) await symlink(join(parts, part), join(cache, "parts", part));
  }
  return cache;
}
