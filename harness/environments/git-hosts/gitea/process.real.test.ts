import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { HarnessError, UsageError } from "../../../core/failure.ts";
import { wallClock } from "../../wall-clock.ts";
import { giteaBackend } from "./gitea-backend.ts";
import { organisation } from "./gitea-client.ts";
import { startGiteaProcess } from "./gitea-process.ts";
import { giteaSettings } from "./settings.ts";
import { giteaProgram, hasGitea } from "./testing/gitea.ts";

vi.setConfig({ testTimeout: 120_000 });

async function place() {
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-gitea-process-"));
  onTestFinished(() => rm(dir, { recursive: true, maxRetries: 5 }));
  const { promise: failure, resolve: fail } = Promise.withResolvers<unknown>();
  const common = {
    ...{ settings: giteaSettings(), dir: join(dir, "gitea"), logFile: join(dir, "gitea.log") },
    ...{ clock: wallClock(), signal: new AbortController().signal, fail },
  };
  return { dir, common, failure };
}

/** The server that was given settings below this folder, as Linux shows it. */
async function serverIn(dir: string): Promise<number> {
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, "latin1").catch(() => "");
    if (command.includes(dir) && command.endsWith("\0web\0")) return Number(pid);
  }
  throw new Error(`no server in ${dir}`);
}

describe.runIf(hasGitea)("Gitea as a process", () => {
  test("that exits unasked is told of with the end of its log", async () => {
    const { common, failure } = await place();
    await using gitea = await startGiteaProcess({ ...common, program: await giteaProgram() });
    expect(gitea.version).toBe("1.26.0");
    process.kill(await serverIn(common.dir), "SIGKILL");
    const error = await failure;
    expect(error).toBeInstanceOf(HarnessError);
    expect((error as Error).message).toContain(`gitea exited (SIGKILL) while it was needed`);
    expect((error as Error).message).toContain("completed GET /api/v1/version");
    // No token or key in its log.
    expect(await readFile(common.logFile, "utf8")).not.toContain(gitea.adminToken);
  });

  test("that ends before it answers is an error with the end of its log", async () => {
    const { dir, common } = await place();
    const { binary, ...program } = await giteaProgram();
    const broken = join(dir, "broken");
    const script = `#!/bin/sh\ncase "$*" in *web) echo disk is full; exit 3;; esac\nexec ${binary} "$@"\n`;
    await writeFile(broken, script);
    await chmod(broken, 0o755);
    const starting = startGiteaProcess({ ...common, program: { ...program, binary: broken } });
    await expect(starting).rejects.toThrow(
      /Gitea ended \(code 3\) before it answered.*disk is full/s,
    );
    await expect(starting).rejects.toThrow(common.logFile);
  });

  test("has deploy keys and pull requests by its API, and says what it refuses", async () => {
    const { dir, common } = await place();
    const gitea = await startGiteaProcess({ ...common, program: await giteaProgram() });
    await using server = await giteaBackend({
      ...{ gitea, dir, seed: 1, clock: common.clock, signal: common.signal, onError: () => {} },
      accounts: [{ name: "dev", owns: [] }],
    });
    const { repositories, client, accounts } = server;
    await repositories.create({ name: "r", branch: "main", files: 1, fileBytes: 9, history: 0 });
    const change = { repository: "r", message: "m", files: { a: "1" } };
    await repositories.commit({ ...change, branch: "topic" });
    const key = await client.addDeployKey({
      ...{ repository: "r", title: "flux", readOnly: true },
      publicKey: `ssh-ed25519 ${Buffer.concat([
        Buffer.from("0000000b7373682d6564323535313900000020", "hex"),
        Buffer.alloc(32, 7),
      ]).toString("base64")}`,
    });
    expect(key).toMatchObject({ title: "flux", read_only: true });
    const pull = await client.openPullRequest({
      ...{ repository: "r", title: "A change", head: "topic", base: "main" },
    });
    expect(pull).toMatchObject({ number: 1, state: "open" });
    await expect(
      client.openPullRequest({
        ...{ repository: "r", title: "Again", head: "nowhere", base: "main" },
      }),
    ).rejects.toThrow(/Gitea would not open a pull request in r: 404/);
    expect(() => accounts.credentials("nobody")).toThrow(UsageError);
    const named = await client.ask("read the organisation", (api) => api.orgs.orgGet(organisation));
    expect(named.username).toBe(organisation);
  });
});
