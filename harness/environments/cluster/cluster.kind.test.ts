import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { wallClock } from "../wall-clock.ts";
import { startUserCluster, type UserCluster } from "./testing/user-cluster.ts";

/** Needs Docker, and images of a node and of Gitea: the usual ones, or those of FLUXPROOF_…_IMAGE. */
const enabled = process.env.FLUXPROOF_KIND === "1";
const giteaImage = process.env.FLUXPROOF_GITEA_IMAGE || "gitea/gitea:1.26.0-rootless";
const program = fileURLToPath(new URL("../../../bin/fluxproof.js", import.meta.url));
const scenario = "apply/converges-after-commit";
const clock = wallClock();

describe.runIf(enabled)("a cluster of the user's", { timeout: 300_000 }, () => {
  let dir: string;
  let cluster: UserCluster;
  let installed: string[];
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "fluxproof-user-cluster-"));
    cluster = await startUserCluster({ dir, image: giteaImage });
    installed = await cluster.fluxPods();
  }, 600_000);
  afterAll(async () => {
    await cluster[Symbol.asyncDispose]();
    await rm(dir, { recursive: true });
  }, 60_000);

  const env = () => ({ ...process.env, KUBECONFIG: cluster.kubeconfig });
  const fluxproof = (...args: string[]) =>
    promisify(execFile)(process.execPath, [program, ...args], { env: env() });
  const sweep = async () => (await fluxproof("sweep", "--context", cluster.context)).stdout;
  const runArgs = (out: string) => [
    ...["run", scenario, "--env", "cluster", "--context", cluster.context],
    ...["--out", join(dir, out)],
  ];

  test("is left as it was by a run that passes there", async () => {
    const { stderr } = await fluxproof(...runArgs("whole"));
    expect(stderr).toMatch(/apply\/converges-after-commit.*pass/);
    const { subject } = JSON.parse(
      await readFile(join(dir, "whole", scenario, "run.json"), "utf8"),
    );
    expect(subject).toMatchObject({ name: `installed:${cluster.context}`, kind: "installed" });
    expect(await cluster.namespaces()).toEqual([]);
    expect(await cluster.fluxPods()).toEqual(installed);
  });

  test("a run killed beside another: the sweep takes what it left, Gitea too, and not the other's", async () => {
    const gitea = ["--gitea-in-cluster", "--gitea-image", giteaImage];
    // Of more rounds than it lives for: on a busy machine it would be done before it is killed.
    const endless = ["--set", "drive.1.with.times=100"];
    const killed = start([...runArgs("killed"), "--git-host", "gitea", ...gitea, ...endless]);
    const [doomed = ""] = await until(killed, async () => {
      const names = await cluster.namespaces();
      const [name] = names;
      const hasGitea = name !== undefined && (await cluster.pods(name)).includes("gitea");
      return hasGitea && (await historyOf("killed")).includes('"type":"kube.object"') && names;
    });
    expect(await sweep()).toMatch(`left ${doomed}: its run still goes on here`);

    const other = start(runArgs("other"));
    const both = await until(other, async () => {
      const names = await cluster.namespaces();
      return names.length === 2 && names;
    });
    killed.process.kill("SIGKILL");
    await once(killed.process, "exit");
    const swept = await sweep();
    expect(swept).toMatch(`removed ${doomed}\n`);
    const kept = both.find((name) => name !== doomed);
    expect(swept).toMatch(`left ${kept}: its run still goes on here`);
    expect(await cluster.namespaces()).toEqual([kept]);

    const [code] = await once(other.process, "exit");
    expect(code, other.said()).toBe(0);
    expect(await sweep()).toBe("nothing of fluxproof is there\n");
    expect(await cluster.fluxPods()).toEqual(installed);
    await expect(fluxproof("check", join(dir, "killed", scenario))).rejects.toMatchObject({
      code: 2,
    });
  });

  const historyOf = (out: string) =>
    readFile(join(dir, out, scenario, "history.ndjson"), "utf8").catch(() => "");

  const start = (args: string[]): Started => {
    const child = spawn(process.execPath, [program, ...args], {
      ...{ env: env(), stdio: ["ignore", "pipe", "pipe"] },
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
    }
    return { process: child, said: () => said };
  };
});

interface Started {
  process: ChildProcess;
  said(): string;
}

/** What `look` finds, once it does. @throws Error where the run ends before. */
async function until<T>(run: Started, look: () => Promise<T | false>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found) return found;
    if (run.process.exitCode !== null) throw new Error(`the run ended early:\n${run.said()}`);
    await clock.sleep(200);
  }
}
