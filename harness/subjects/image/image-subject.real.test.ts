import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findRealParts } from "../../environments/local/testing/real-parts.ts";
import { defaultCacheDir } from "../cache-dir.ts";
import { type ControllerImage, controllerImages } from "./controller-images.ts";
import { deployment, makeRelease } from "./testing/make-release.ts";
import { pushAll, pushArchive } from "./testing/push-archive.ts";
import {
  account,
  type StartedRegistry,
  startDockerRegistry,
} from "./testing/start-docker-registry.ts";

const program = fileURLToPath(new URL("../../../bin/fluxproof.js", import.meta.url));
const parts = await findRealParts("flux@2.7");
const registries = "skip" in parts ? [] : await startBoth();
const [open, locked] = registries;
const skip = "skip" in parts ? parts.skip : open ? undefined : "there is no docker-registry";

describe.skipIf(skip)(`images in a registry${skip ? `: ${skip}` : ""}`, () => {
  let dir = "";
  let images: ControllerImage[] = [];

  beforeAll(async () => {
    if ("skip" in parts || !open || !locked) return;
    dir = await mkdtemp(join(tmpdir(), "fluxproof-image-test-"));
    // All is pulled anew, and nothing is compiled anew.
    await mkdir(join(dir, "cache/parts"), { recursive: true });
    for (const part of ["etcd", "kubernetes"]) {
      await symlink(join(defaultCacheDir(), "parts", part), join(dir, "cache/parts", part));
    }
    images = await controllerImages(parts.subject, { cacheDir: defaultCacheDir() });
    for (const { controller, archiveFile } of images) {
      const { version } =
        parts.subject.info.controllers.find(({ name }) => name === controller) ?? {};
      const to = { repository: `mirror/${controller}`, tag: `v${version}` };
      await pushArchive(archiveFile, { origin: `http://${open.host}`, ...to });
    }
    await pushArchive(images[0]?.archiveFile ?? "", {
      origin: `http://${locked.host}`,
      ...{ repository: "private/source-controller", tag: "v1.7.3" },
      authorization: `Basic ${btoa(`${account.username}:${account.password}`)}`,
    });
  }, 120_000);

  afterAll(async () => {
    await Promise.all(registries.map((each) => each[Symbol.asyncDispose]()));
    if (dir) await rm(dir, { recursive: true });
  });

  /** With a cache of the test's own, and Docker's configuration as the test says. */
  const fluxproof = async (
    args: string[],
    {
      dockerConfig = {},
      changes = {},
    }: { dockerConfig?: object; changes?: NodeJS.ProcessEnv } = {},
  ) => {
    const config = await mkdtemp(join(dir, "docker-"));
    await writeFile(join(config, "config.json"), JSON.stringify(dockerConfig));
    const env = {
      ...process.env,
      DOCKER_CONFIG: config,
      FLUXPROOF_CACHE: join(dir, "cache"),
      ...changes,
    };
    return promisify(execFile)(process.execPath, [program, ...args], { env }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error) => error as { code: number; stdout: string; stderr: string },
    );
  };

  test("a scenario passes on controllers out of images, and run.json tells them", async () => {
    const out = join(dir, "runs");
    const { code, stderr } = await fluxproof([
      ...["run", "apply/converges-after-commit", "--env", "local", "--seed", "1", "--out", out],
      ...["--subject", `image:${open?.host}/mirror/flux@2.7`],
    ]);
    expect(stderr).toMatch(/apply\/converges-after-commit.*pass/);
    expect(code).toBe(0);
    const info = JSON.parse(
      await readFile(join(out, "apply/converges-after-commit/run.json"), "utf8"),
    );
    const built = "skip" in parts ? [] : parts.subject.info.controllers;
    expect(info.subject.controllers).toEqual(
      built.map((part) => ({
        ...part,
        image: `${open?.host}/mirror/${part.name}:v${part.version}@${
          images.find(({ controller }) => controller === part.name)?.digest
        }`,
      })),
    );
  }, 300_000);

  test.each([
    [
      `image:HOST/mirror/source-controller:v9.9.9`,
      64,
      /no such image \(status 404: MANIFEST_UNKNOWN/,
    ],
    [`image:HOST/mirror/source-controller@sha256:${"0".repeat(64)}`, 64, /no such image/],
    [
      "image:127.0.0.1:2/mirror/flux@2.7",
      3,
      /127\.0\.0\.1:2 gave no answer.*tried 4 of 4 times.*ECONNREFUSED/,
    ],
    [
      "image:HOST/mirror/flux@2.7,scheme=https",
      3,
      /gave no answer.*wrong version number; .*,scheme=http$/m,
    ],
    [
      `image:source-controller=HOST/mirror/helm-controller:v1.4.0`,
      64,
      /expected an image of source-controller, but it has no file \/usr\/local\/bin\/source-controller; it runs \["\/usr\/local\/bin\/helm-controller"\]/,
    ],
    [`image:LOCKED/private/source-controller:v1.7.3`, 64, /status 401.*docker login 127/],
  ])(
    "%s: leaves with %i",
    async (subject, exitCode, message) => {
      const named = subject.replace("HOST", open?.host ?? "").replace("LOCKED", locked?.host ?? "");
      const { code, stderr } = await fluxproof(["provision", named]);
      expect(stderr).toMatch(message);
      expect(code).toBe(exitCode);
    },
    60_000,
  );

  test("a private image is pulled with what docker login wrote, which nothing shows", async () => {
    const auth = (text: string) => ({
      dockerConfig: { auths: { [locked?.host ?? ""]: { auth: btoa(text) } } },
    });
    const subject = `image:${locked?.host}/private/source-controller:v1.7.3`;
    const wrong = await fluxproof(["provision", subject], auth("flux:wr0ng-password"));
    expect(wrong.code).toBe(64);
    expect(wrong.stderr).not.toContain("wr0ng");
    const right = await fluxproof(
      ["provision", subject],
      auth(`${account.username}:${account.password}`),
    );
    expect(right.stderr).not.toContain(btoa(`${account.username}:${account.password}`));
    expect(right.stdout).toContain("source-controller 1.7.3");
    expect(right.code).toBe(0);
  }, 60_000);

  test("a release by all its numbers wants no Go", async () => {
    if ("skip" in parts) return;
    const { info, crdFiles } = parts.subject;
    const crds = await Promise.all(crdFiles.map((file) => readFile(file, "utf8")));
    const deployments = info.controllers.map(({ name, version }) =>
      deployment(name, `ghcr.io/fluxcd/${name}:v${version}`),
    );
    const release = await makeRelease([...crds, ...deployments]);
    const to = { origin: `http://${open?.host}`, repository: "mirror/flux-manifests" };
    await pushAll(release, { ...to, tag: "v2.7.99" });
    const subject = `image:${open?.host}/mirror/flux@2.7.99`;
    const { code, stdout, stderr } = await fluxproof(["provision", subject], {
      changes: { PATH: "/nowhere" },
    });
    expect(stderr).toMatch(/flux-manifests v2\.7\.99-\w+: made/);
    expect(stdout).toContain(`CRDs of ${open?.host}/mirror/flux-manifests:v2.7.99\n`);
    for (const { name, version, sha256 } of info.controllers) {
      expect(stdout).toContain(`  ${name} ${version}  sha256 ${sha256}`);
    }
    expect(code).toBe(0);
  }, 60_000);
});

async function startBoth(): Promise<StartedRegistry[]> {
  const open = await startDockerRegistry({ locked: false });
  const locked = await startDockerRegistry({ locked: true });
  return open && locked ? [open, locked] : [];
}
