import { appendFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { HarnessError, UsageError } from "../../core/failure.ts";
import { buildWithGo } from "../go/build.ts";
import type { PartRecipe } from "../recipe.ts";
import { fakeGo, testContext } from "../testing/fake-go.ts";
import { partDir } from "./part.ts";
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

describe("providePart", () => {
  test("builds once, then answers from the cache without Go", async () => {
    await using go = await fakeGo();
    const first = await provide(testContext(go));
    expect(await readFile(first.binaries.tool ?? "", "utf8")).toBe("built example.com/tool\n");
    expect(first.sha256.tool).toMatch(/^[0-9a-f]{64}$/);
    const calls = await go.calls();
    const context = testContext(go);
    expect(await provide(context)).toEqual(first);
    expect(await go.calls()).toEqual(calls);
    expect(context.lines).toEqual([]);
    expect(calls.at(-1)).toMatch(
      /^build -v -mod=mod -trimpath -ldflags -s -w -o \S+\/tool example/,
    );
  });

  test("writes down what it made and leaves no temporary folder", async () => {
    await using go = await fakeGo();
    const { binaries } = await provide(testContext(go));
    const part = JSON.parse(await readFile(join(binaries.tool ?? "", "../part.json"), "utf8"));
    expect(part).toMatchObject({
      name: "tool",
      version: "1.2.3",
      module: "example.com/tool",
      go: "go version go1.99.0 linux/amd64",
      builtAt: expect.stringMatching(/^\d{4}-.*Z$/),
      sha256: { tool: expect.any(String) },
    });
    expect(await readdir(join(go.cacheDir, "tmp"))).toEqual([]);
  });

  test("puts several binaries of one build under their names", async () => {
    await using go = await fakeGo();
    const packages = { one: "example.com/cmd/one", two: "example.com/cmd/two" };
    const { binaries } = await provide(testContext(go), { ...recipe, packages });
    expect(await readFile(binaries.two ?? "", "utf8")).toBe("built example.com/cmd/two\n");
    expect(await go.builds()).toBe(1);
  });

  test("makes an altered binary again and says why", async () => {
    await using go = await fakeGo();
    const first = await provide(testContext(go));
    await appendFile(first.binaries.tool ?? "", "x");
    const context = testContext(go);
    expect(await provide(context)).toEqual(first);
    expect(await readFile(first.binaries.tool ?? "", "utf8")).toBe("built example.com/tool\n");
    expect(context.lines.at(-1)).toMatch(/again, because tool has digest/);
    expect(await go.builds()).toBe(2);
  });

  test.each([
    ["part.json gone", (dir: string) => rm(join(dir, "part.json"))],
    ["part.json cut short", (dir: string) => writeFile(join(dir, "part.json"), '{"name": "to')],
    ["its binary gone", (dir: string) => rm(join(dir, "tool"))],
  ])("does not take a part for whole with %s", async (_what, damage) => {
    await using go = await fakeGo();
    await provide(testContext(go));
    await damage(partDir(recipe, go.cacheDir));
    await provide(testContext(go));
    expect(await go.builds()).toBe(2);
  });

  test("shows the last lines of a failed build and the log to open", async () => {
    await using go = await fakeGo();
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}: broken`);
    await go.fail("build", lines);
    const context = testContext(go);
    const error: Error = await provide(context).then(
      () => expect.unreachable(),
      (reason) => reason,
    );
    expect(error).toBeInstanceOf(HarnessError);
    expect(error.message).toMatch(/^tool 1\.2\.3: compiling it failed \(go ended with 1\)/);
    expect(error.message).toContain("line 29: broken");
    expect(error.message).not.toContain("line 5: broken");
    const log = /see (\S+)$/.exec(error.message)?.[1] ?? "";
    expect(await readFile(log, "utf8")).toContain("line 5: broken");
    expect(context.lines.at(-1)).toBe("tool 1.2.3: failed");
    expect(await readdir(join(go.cacheDir, "tmp"))).toEqual([]);
  });

  test("says so when the version can no longer be downloaded", async () => {
    await using go = await fakeGo();
    const told = { Error: "example.com/tool@v1.2.3: 404\n\tserver response: not found" };
    await writeFile(join(go.dir, "gone"), JSON.stringify(told, null, 2));
    await expect(provide(testContext(go))).rejects.toThrow(
      /downloading example\.com\/tool@v1\.2\.3 failed.*:\n {2}example.*404\n.*server response: not found\n/,
    );
  });

  test("says how a Go that is too old gets the one that is asked for", async () => {
    await using go = await fakeGo();
    const because =
      "example.com/tool@v1.2.3 requires go >= 1.99.0 (running go 1.98.1; GOTOOLCHAIN=local)";
    await go.fail("mod", [because]);
    await expect(provide(testContext(go))).rejects.toThrow(/1\.99\.0.*\n.*GOTOOLCHAIN=auto/);
  });

  test("without Go it names what to install and the other ways", async () => {
    await using go = await fakeGo();
    const context = testContext(go, { env: { PATH: join(go.dir, "nothing") } });
    await expect(provide(context)).rejects.toThrow(UsageError);
    await expect(provide(context)).rejects.toThrow(
      /"go" on the PATH.*tool 1\.2\.3.*dir:PATH.*KUBEBUILDER_ASSETS/,
    );
  });

  test("names a cache folder that cannot be made", async () => {
    await using go = await fakeGo();
    await writeFile(go.cacheDir, "a file");
    await expect(provide(testContext(go))).rejects.toThrow(/FLUXPROOF_CACHE/);
  });
});
