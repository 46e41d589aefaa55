import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findRealParts } from "../harness/environments/local/testing/real-parts.ts";

const program = fileURLToPath(new URL("../bin/fluxproof.js", import.meta.url));
const parts = await findRealParts("flux@2.7");

interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

async function fluxproof(...args: string[]): Promise<Finished> {
  return promisify(execFile)(process.execPath, [program, ...args], { maxBuffer: 2 ** 26 }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error) => error,
  );
}

/** The command line against the real parts, as the README shows it. */
describe.skipIf("skip" in parts)(
  `the command line${"skip" in parts ? `: ${parts.skip}` : ""}`,
  () => {
    let root = "";
    let out = "";
    let report: Record<string, unknown> & { scenarios: { dir: string }[] };

    beforeAll(async () => {
      root = await mkdtemp(join(tmpdir(), "cli-test-"));
      out = join(root, "runs");
      const { code, stdout } = await fluxproof(
        ...["run", "sources/force-push", "--env", "local", "--subject", "flux@2.7"],
        ...["--seed", "7", "--out", out, "--format", "json"],
      );
      expect(code).toBe(0);
      report = JSON.parse(stdout);
    }, 120_000);

    afterAll(() => rm(root, { recursive: true, force: true }));

    test("run --format json prints one document, with versions and digests", () => {
      expect(report).toMatchObject({
        environment: "local",
        subject: { name: "flux@2.7", controllers: expect.arrayContaining([]) },
        seed: 7,
        dir: out,
        scenarios: [
          {
            name: "sources/force-push",
            outcome: "pass",
            durationMs: expect.any(Number),
            dir: join(out, "sources/force-push"),
          },
        ],
        passed: 1,
        failed: 0,
        unknown: 0,
      });
      const { controllers } = report.subject as { controllers: { name: string; sha256: string }[] };
      expect(controllers.map(({ name }) => name)).toContain("source-controller");
      for (const { sha256 } of controllers) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    });

    test("metrics.json has latency by stage, memory, CPU and requests of each controller", async () => {
      const metrics = JSON.parse(
        await readFile(join(report.scenarios[0]?.dir ?? "", "metrics.json"), "utf8"),
      );
      expect(metrics.latencyMs).toMatchObject({ count: 8, missing: 0 });
      expect(metrics.latencyMs.byStage.artifact.p50).toBeLessThanOrEqual(metrics.latencyMs.p50);
      expect(Object.keys(metrics.memoryBytes).sort()).toEqual(
        ["helm", "kustomize", "notification", "source"].map((name) => `${name}-controller`),
      );
      expect(metrics.memoryBytes["source-controller"].rssPeak).toBeGreaterThan(20 * 2 ** 20);
      expect(metrics.cpuSeconds["kustomize-controller"]).toBeGreaterThan(0);
      expect(metrics.requests.git.refs).toBeGreaterThan(0);
      const kustomize = metrics.requests.kubernetes["kustomize-controller"];
      expect(kustomize["patch kustomizations/status"]).toBeGreaterThan(0);
    });

    test("check judges the stored run again to the same bytes", async () => {
      const dir = report.scenarios[0]?.dir ?? "";
      const digest = async () =>
        Promise.all(
          ["verdicts.json", "metrics.json"].map(async (file) =>
            createHash("sha256")
              .update(await readFile(join(dir, file)))
              .digest("hex"),
          ),
        );
      const before = await digest();
      const { code } = await fluxproof("check", dir);
      expect(code).toBe(0);
      expect(await digest()).toEqual(before);
    });

    test("no credential is anywhere in the run directory", async () => {
      const { stdout } = await promisify(execFile)("grep", [
        "-rlE",
        "Bearer [A-Za-z0-9]|BEGIN .*PRIVATE KEY",
        out,
      ]).catch((error) => error);
      expect(stdout).toBe("");
    });

    test("doctor finds this machine able, list names every scenario", async () => {
      const findings = JSON.parse((await fluxproof("doctor", "--format", "json")).stdout);
      const controlPlane = findings.find(({ what }: { what: string }) => what === "control plane");
      expect(controlPlane).toMatchObject({ ok: true });
      const listed = JSON.parse((await fluxproof("list", "--format", "json")).stdout);
      expect(listed[0]).toMatchObject({ name: "apply/converges-after-commit", group: "apply" });
    });

    test("Ctrl-C ends what was started, and the run is unknown", async () => {
      const dir = join(root, "interrupted");
      const args = ["run", "sources/force-push", "--subject", "flux@2.7", "--out", dir];
      const child = spawn(process.execPath, [program, ...args]);
      const history = join(dir, "sources/force-push/history.ndjson");
      await seen(child, history, '"step.start"');
      child.kill("SIGINT");
      expect(await new Promise((resolve) => child.once("close", resolve))).toBe(2);
      const lines = (await readFile(history, "utf8")).trim().split("\n");
      expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
        type: "run.end",
        outcome: "interrupted",
      });
      for (const pid of pidsIn(lines)) expect(isRunning(pid)).toBe(false);
    }, 60_000);

    test("a controller that exits at once is an error of the harness that shows its log", async () => {
      if ("skip" in parts) return;
      const folder = join(root, "broken");
      await mkdir(join(folder, "crds"), { recursive: true });
      for (const file of parts.subject.crdFiles)
        await cp(file, join(folder, "crds", file.split("/").at(-1) ?? ""));
      for (const name of ["source-controller", "kustomize-controller"]) {
        await writeFile(
          join(folder, name),
          "#!/bin/sh\necho 'unknown flag: --nonsense' >&2\nexit 2\n",
        );
        await chmod(join(folder, name), 0o755);
      }
      const { code, stderr } = await fluxproof(
        ...[
          "run",
          "sources/force-push",
          "--subject",
          `dir:${folder}`,
          "--out",
          join(root, "broken-runs"),
        ],
      );
      expect(code).toBe(3);
      expect(stderr).toMatch(/-controller exited 3 times before its workers ran/);
      expect(stderr).toContain("unknown flag: --nonsense");
    }, 60_000);
  },
);

/** Waits until a file that a child writes holds a text. */
async function seen(child: ChildProcess, file: string, text: string): Promise<void> {
  while (child.exitCode === null) {
    const written = await readFile(file, "utf8").catch(() => "");
    if (written.includes(text)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`it ended before ${file} held ${text}`);
}

function pidsIn(lines: string[]): number[] {
  return lines
    .map((line) => JSON.parse(line))
    .flatMap((entry) => (entry.type === "process.start" ? [entry.pid] : []));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
