import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { HarnessError, UsageError } from "../../../core/failure.ts";
import { ownMark } from "../../process/owner-mark.ts";
import { wallClock } from "../../wall-clock.ts";
import { holdSsh } from "../testing/hold-ssh.ts";
import { hostStarter, until, withCredentials } from "../testing/sim-host.ts";
import { startGiteaContainer } from "./gitea-container.ts";
import { giteaSettings } from "./settings.ts";
import { giteaHost } from "./start-gitea-host.ts";

/** Needs Docker, and an image of Gitea: the usual one, or that of FLUXPROOF_GITEA_IMAGE. */
const enabled = process.env.FLUXPROOF_KIND === "1";
const image = process.env.FLUXPROOF_GITEA_IMAGE ?? "gitea/gitea:1.26.0-rootless";
const docker = async (...args: string[]) =>
  (await promisify(execFile)("docker", args)).stdout.trim();
const label = (owner: object) => [
  ...["--label", `fluxproof.owner=${JSON.stringify(owner)}`],
  ...["--label", `fluxproof.host=${hostname()}`],
];

async function request(image: string) {
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-gitea-container-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const { promise: failure, resolve: fail } = Promise.withResolvers<unknown>();
  const { signal } = new AbortController();
  const [settings, logFile, clock] = [giteaSettings(), join(dir, "gitea.log"), wallClock()];
  return { request: { image, settings, logFile, clock, signal, fail }, failure };
}

describe.runIf(enabled)("Gitea in a container", { timeout: 180_000 }, () => {
  test("serves clients, tells webhooks, and is gone afterwards", async () => {
    const started = hostStarter(giteaHost({ kind: "container", image }));
    const { host, git, entries } = await started();
    expect((await git(["ls-remote", withCredentials(host, "private-1", "owner")])).code).toBe(0);
    await host.expireCredential("owner");
    expect((await git(["ls-remote", withCredentials(host, "private-1", "owner")])).code).toBe(128);
    await host.addWebhook({ repository: "open", secret: "s", deliver: async () => 202 });
    const files = { "a.yaml": "1" };
    await host.commit({ repository: "open", branch: "main", message: "m", files });
    await until(() => entries.some(({ type }) => type === "git.webhook"));
    expect(entries.find(({ type }) => type === "git.webhook")).toMatchObject({ status: 202 });
    await host[Symbol.asyncDispose]();
    const ours = ["--filter", `label=fluxproof.owner=${JSON.stringify(ownMark())}`];
    expect(await docker("ps", "--all", "--quiet", ...ours)).toBe("");
  });

  test("that is killed is told of; its log is kept", async () => {
    const { request: asked, failure } = await request(image);
    await using gitea = await startGiteaContainer(asked);
    const id = await docker("ps", "--quiet", "--filter", `publish=${new URL(gitea.origin).port}`);
    await docker("kill", id);
    const error = await failure;
    expect(error).toBeInstanceOf(HarnessError);
    expect((error as Error).message).toMatch(/Gitea's container ended \(code 137\)/);
    expect(await readFile(asked.logFile, "utf8")).toContain("/api/v1/version");
  });

  test("sweeps what a dead harness of this machine left, and nothing else", async () => {
    const idle = ["create", "--entrypoint", "sleep"];
    const dead = await docker(...idle, ...label({ ...ownMark(), startTime: 1 }), image, "1");
    const living = await docker(...idle, ...label(ownMark()), image, "1");
    const foreign = await docker(...idle, image, "1");
    onTestFinished(() => docker("rm", "--force", "--volumes", living, foreign).then(() => {}));
    const { request: asked } = await request(image);
    await (await startGiteaContainer(asked))[Symbol.asyncDispose]();
    const left = (await docker("ps", "--all", "--quiet", "--no-trunc")).split("\n");
    expect(left).not.toContain(dead);
    expect(left).toEqual(expect.arrayContaining([living, foreign]));
  });

  holdSsh(hostStarter(giteaHost({ kind: "container", image }, { ssh: true })));

  test("says that an image isn't there, and what to name instead", async () => {
    const { request: asked } = await request("fluxproof.invalid/nowhere:1");
    const starting = startGiteaContainer(asked);
    await expect(starting).rejects.toThrow(UsageError);
    await expect(starting).rejects.toThrow(/fluxproof\.invalid\/nowhere:1 .* --gitea-image/);
  });
});
