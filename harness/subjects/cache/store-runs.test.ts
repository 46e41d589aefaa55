import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { buildWithGo } from "../go/build.ts";
import type { PartRecipe } from "../recipe.ts";
import { fakeGo, narrowPath, testContext } from "../testing/fake-go.ts";
import { providePart } from "./store.ts";

const recipe: PartRecipe = {
  name: "tool",
  version: "1.2.3",
  module: "example.com/tool",
  packages: { tool: "example.com/tool" },
  ldflags: "-s -w",
  crds: false,
};

const provide = (context: ReturnType<typeof testContext>, wanted = recipe) =>
  providePart(wanted, context, buildWithGo);

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 });

describe("several runs at once, and runs that are ended", () => {
  test("of two at once only one builds, and both get it", async () => {
    await using go = await fakeGo();
    await go.closeGate();
    const [one, other] = [testContext(go), testContext(go)];
    const first = provide(one);
    await one.said(/compiling package 1 of at most 2/);
    const second = provide(other);
    await other.said(/waiting for another run/);
    await go.openGate();
    expect(await second).toEqual(await first);
    expect(await go.builds()).toBe(1);
  });

  test("without flock two at once both end with a whole part", async () => {
    await using go = await fakeGo();
    const env = await narrowPath(go, ["sh", "cat", "mkdir", "sleep", "basename", "touch"]);
    await go.closeGate();
    const [one, other] = [testContext(go, { env }), testContext(go, { env })];
    const both = [provide(one), provide(other)];
    await Promise.all([one.said(/compiling/), other.said(/compiling/)]);
    await go.openGate();
    const [first, second] = await Promise.all(both);
    expect(second).toEqual(first);
    expect(await readdir(join(go.cacheDir, "tmp"))).toEqual([]);
  });

  test("an aborted build ends Go and leaves nothing", async () => {
    await using go = await fakeGo();
    await go.closeGate();
    const controller = new AbortController();
    const context = testContext(go, { signal: controller.signal });
    const building = provide(context);
    await context.said(/compiling/);
    const pid = await go.compilerPid();
    controller.abort(new Error("Ctrl-C"));
    await expect(building).rejects.toThrow("Ctrl-C");
    await vi.waitFor(async () => expect(await isRunning(pid)).toBe(false), 20_000);
    expect(await readdir(join(go.cacheDir, "tmp"))).toEqual([]);
    expect(context.lines.at(-1)).toBe("tool 1.2.3: interrupted");
  });

  test("stops waiting for another run when aborted", async () => {
    await using go = await fakeGo();
    await go.closeGate();
    const one = testContext(go);
    const first = provide(one);
    await one.said(/compiling/);
    const controller = new AbortController();
    const other = testContext(go, { signal: controller.signal });
    const second = provide(other);
    await other.said(/waiting/);
    controller.abort(new Error("Ctrl-C"));
    await expect(second).rejects.toThrow("Ctrl-C");
    await go.openGate();
    await first;
  });

  test("a killed harness takes Go with it; the next one sweeps and builds", async () => {
    await using go = await fakeGo();
    await go.closeGate();
    const harness = spawn(process.execPath, [join(import.meta.dirname, "../testing/provide.ts")], {
      env: { ...go.env, RECIPE: JSON.stringify(recipe), CACHE: go.cacheDir },
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(harness.stdout, "data");
    const pid = await go.compilerPid();
    expect(await isRunning(pid)).toBe(true);
    harness.kill("SIGKILL");
    await once(harness, "close");
    await vi.waitFor(async () => expect(await isRunning(pid)).toBe(false), 20_000);
    expect(await readdir(join(go.cacheDir, "tmp"))).toHaveLength(1);
    await go.openGate();
    const live = join(go.cacheDir, "tmp", "somebody else's");
    await mkdir(live);
    const part = await provide(testContext(go));
    expect(await readFile(part.binaries.tool ?? "", "utf8")).toBe("built example.com/tool\n");
    expect(await readdir(join(go.cacheDir, "tmp"))).toEqual(["somebody else's"]);
  });
});

/** A zombie that nobody has waited for yet does not run. */
async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => ") X");
  return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
}
