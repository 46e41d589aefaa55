import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const run = promisify(execFile);

/** The package as a user gets it: packed, and installed into an empty folder. Needs the npm registry. */
describe.skipIf(process.env.FLUXPROOF_REAL !== "1")(
  "the packed package, installed elsewhere",
  () => {
    let folder = "";

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "package-test-"));
      const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder]);
      const packed = JSON.parse(stdout.slice(stdout.indexOf("\n[") + 1));
      await writeFile(join(folder, "package.json"), JSON.stringify({ private: true }));
      const tarball = join(folder, packed[0].filename);
      await run("npm", ["install", "--no-audit", "--no-fund", tarball], { cwd: folder });
    }, 180_000);

    afterAll(() => rm(folder, { recursive: true, force: true }));

    test("npx fluxproof list names every scenario", async () => {
      const { stdout } = await run("npx", ["fluxproof", "list", "--format", "json"], {
        cwd: folder,
      });
      const names = JSON.parse(stdout).map(({ name }: { name: string }) => name);
      expect(names).toContain("sources/force-push");
      expect(names.length).toBeGreaterThanOrEqual(8);
    });

    test("npx fluxproof run runs a scenario on the model", async () => {
      const args = ["fluxproof", "run", "sources/force-push", "--seed", "1", "--format", "json"];
      const { stdout } = await run("npx", args, { cwd: folder });
      expect(JSON.parse(stdout)).toMatchObject({ passed: 1, failed: 0, unknown: 0 });
    });

    test("npx fluxproof run --seeds does so on all processors", async () => {
      const args = ["fluxproof", "run", "sources/force-push", "--seeds", "4"];
      const { stdout } = await run("npx", args, { cwd: folder });
      expect(stdout).toContain("4 of 4 passed, 4 different histories");
    });

    test("npx fluxproof simulate envtest-assets writes programs that run", async () => {
      const assets = join(folder, "assets");
      await run("npx", ["fluxproof", "simulate", "envtest-assets", assets], { cwd: folder });
      const apiserver = await run(join(assets, "kube-apiserver"), ["--version"], { env: {} });
      expect(apiserver.stdout).toBe("Kubernetes v1.34.4\n");
      const etcd = await run(join(assets, "etcd"), ["--version"], { env: {} });
      expect(etcd.stdout).toContain("etcd Version: 3.6.5");
    });

    test("a scenario of the user's own imports it and is checked like any other", async () => {
      const file = join(folder, "mine.mjs");
      await writeFile(
        file,
        `import { scenario, wait } from "fluxproof";
export default scenario({ name: "mine/first", guarantee: "g", drive: [wait("soon")], check: [] });`,
      );
      const failed = run("npx", ["fluxproof", "run", file], { cwd: folder });
      await expect(failed).rejects.toMatchObject({
        code: 64,
        stderr: expect.stringContaining('"soon": expected a duration such as 90s or 10m'),
      });
    });
  },
);
