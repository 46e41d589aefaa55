import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findRealParts } from "../../harness/environments/local/testing/real-parts.ts";
import { writeEnvtestAssets } from "../../harness/environments/sim/envtest-assets.ts";

const module = fileURLToPath(new URL("./", import.meta.url));
const parts = await findRealParts("flux@2.7");
const run = promisify(execFile);

/** A Go project's own suite, unmodified, on the simulators and on the real programs. */
describe.skipIf("skip" in parts)(
  `envtest${"skip" in parts ? `: ${parts.skip}` : ""}`,
  { timeout: 180_000 },
  () => {
    let root = "";
    let suite = "";

    beforeAll(async () => {
      root = await mkdtemp(join(tmpdir(), "an envtest-"));
      suite = join(root, "suite.test");
      const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=mod -trimpath" };
      await run("go", ["test", "-vet=off", "-p", "1", "-c", "-o", suite, "."], {
        cwd: module,
        env,
      });
    }, 1_200_000);
    afterAll(() => rm(root, { recursive: true, force: true }));

    async function play(assets: string): Promise<{ passed: string[]; failed: string[] }> {
      const { stdout } = await run(suite, ["-test.v"], {
        cwd: module,
        env: { KUBEBUILDER_ASSETS: assets, HOME: root, TMPDIR: root },
        maxBuffer: 2 ** 26,
      }).catch((error: Error & { stdout: string; stderr: string }) => {
        if (!/^--- FAIL/m.test(error.stdout)) throw error;
        return error;
      });
      const named = (how: string) =>
        [...stdout.matchAll(new RegExp(`^--- ${how}: (\\w+)`, "gm"))].map(([, name = ""]) => name);
      return { passed: named("PASS"), failed: named("FAIL") };
    }

    test("passes on the simulators", async () => {
      const { folder } = await writeEnvtestAssets({
        folder: join(root, "assets"),
        path: "",
        node: process.execPath,
      });
      const { passed, failed } = await play(folder);
      expect(failed).toEqual([]);
      expect(passed).toHaveLength(9);
    });

    test("passes on the real kube-apiserver and etcd", async () => {
      if ("skip" in parts) return;
      const folder = join(root, "real");
      await mkdir(folder);
      await symlink(parts.controlPlane.etcd, join(folder, "etcd"));
      await symlink(parts.controlPlane.kubeApiserver, join(folder, "kube-apiserver"));
      const { passed, failed } = await play(folder);
      expect(failed).toEqual([]);
      expect(passed).toHaveLength(9);
    });
  },
);
