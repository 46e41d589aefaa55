import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { HarnessError } from "../../core/failure.ts";
import { partDir } from "../cache/part.ts";
import { providePart } from "../cache/store.ts";
import type { PartRecipe } from "../recipe.ts";
import { fakeGo, testContext } from "../testing/fake-go.ts";
import { buildWithGo } from "./build.ts";
import { applyPatch } from "./overlay.ts";

const recipe: PartRecipe = {
  name: "tool",
  version: "1.2.3",
  module: "example.com/tool",
  packages: { tool: "example.com/tool" },
  ldflags: "",
  crds: false,
};
const patch = { file: "wait.go", find: "wait()", replace: "// no wait" };

describe("applyPatch", () => {
  test("changes the one place", () => {
    expect(applyPatch("a\nwait()\nb\n", patch, "tool 1.2.3")).toBe("a\n// no wait\nb\n");
  });

  test.each([
    ["a\nb\n", patch, "found it 0 times"],
    ["wait()\nwait()\nwait()\n", patch, "found it 3 times"],
    ["a\n", { ...patch, find: "" }, "no text to find"],
  ])("refuses %j", (original, wanted, why) => {
    const apply = () => applyPatch(original, wanted, "tool 1.2.3");
    expect(apply).toThrow(HarnessError);
    expect(apply).toThrow(/^tool 1\.2\.3: cannot patch wait\.go: expected exactly once/);
    expect(apply).toThrow(why);
  });

  test("takes what it puts in as it stands", () => {
    expect(applyPatch("wait()", { ...patch, replace: "$& $1" }, "tool")).toBe("$& $1");
  });
});

describe("a part with a patch", () => {
  test("is compiled with an overlay, beside the part without one", async () => {
    await using go = await fakeGo();
    await go.addFile("tool@v1.2.3", "wait.go", "wait()\n");
    const plain = await providePart(recipe, testContext(go), buildWithGo);
    const mutant = { ...recipe, patch };
    const patched = await providePart(mutant, testContext(go), buildWithGo);
    const [first, second] = (await go.calls()).filter((call) => call.startsWith("build "));
    expect(first).not.toContain("-overlay");
    expect(second).toMatch(/-overlay \S+\/wrapper\/overlay\.json /);
    expect(patched.binaries.tool).not.toBe(plain.binaries.tool);
    expect(patched.binaries.tool).toMatch(/\/tool\/1\.2\.3\+[0-9a-f]{12}-/);
    const other = { ...recipe, patch: { ...patch, replace: "" } };
    expect(partDir(other, go.cacheDir)).not.toBe(partDir(mutant, go.cacheDir));
  });

  test("names the release's file by a way outside the module cache, with the patched one for it", async () => {
    await using go = await fakeGo();
    await go.addFile("tool@v1.2.3", "wait.go", "wait()\n");
    let seen: Record<string, string> = {};
    let goMod = "";
    await providePart({ ...recipe, patch }, testContext(go), async (request) => {
      const made = await buildWithGo(request);
      const wrapper = join(request.dir, "../wrapper");
      goMod = await readFile(join(wrapper, "go.mod"), "utf8");
      const { Replace } = JSON.parse(await readFile(join(wrapper, "overlay.json"), "utf8"));
      const [[from, to]] = Object.entries<string>(Replace) as [[string, string]];
      seen = { from, of: await realpath(from), text: await readFile(to, "utf8") };
      return made;
    });
    expect(goMod).toContain("replace example.com/tool => ./release\n");
    expect(seen.from).not.toContain("/modules/");
    expect(seen.of).toMatch(/\/modules\/tool@v1\.2\.3\/wait\.go$/);
    expect(seen.text).toBe("// no wait\n");
  });

  test("says which file isn't there", async () => {
    await using go = await fakeGo();
    const built = providePart({ ...recipe, patch }, testContext(go), buildWithGo);
    await expect(built).rejects.toThrow(/tool 1\.2\.3: cannot patch wait\.go: .*ENOENT/);
  });
});
