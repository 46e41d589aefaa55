import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { partDir } from "../cache/part.ts";
import { providePart } from "../cache/store.ts";
import { ownMain, type PartRecipe } from "../recipe.ts";
import { fakeGo, testContext } from "../testing/fake-go.ts";
import { buildWithGo } from "./build.ts";

const recipe: PartRecipe = {
  name: "tool",
  version: "1.2.3",
  module: "example.com/tool",
  packages: { tool: ownMain },
  main: 'package main\n\nimport _ "example.com/tool/plugin"\n\nfunc main() {}\n',
  ldflags: "",
  crds: false,
};

test("a main of our own is compiled over the module, into the one binary of the part", async () => {
  await using go = await fakeGo();
  let main = "";
  let goMod = "";
  const part = await providePart(recipe, testContext(go), async (request) => {
    const made = await buildWithGo(request);
    const wrapper = join(request.dir, "../wrapper");
    main = await readFile(join(wrapper, "main/main.go"), "utf8");
    goMod = await readFile(join(wrapper, "go.mod"), "utf8");
    return made;
  });
  expect(main).toBe(recipe.main);
  // The package must belong to the module it is compiled in.
  expect(ownMain).toBe(`${/^module (.+)$/m.exec(goMod)?.[1]}/main`);
  expect(goMod).toContain("require example.com/tool v1.2.3\n");
  expect((await go.calls()).find((call) => call.startsWith("build "))).toMatch(/\/tool \S+\/main$/);
  expect(await readFile(part.binaries.tool ?? "", "utf8")).toBe(`built ${ownMain}\n`);
});

test("another main is another part", () => {
  const other = { ...recipe, main: "package main\n\nfunc main() {}\n" };
  expect(partDir(other, "/cache")).not.toBe(partDir(recipe, "/cache"));
  expect(partDir(recipe, "/cache")).toMatch(/\/tool\/1\.2\.3\+[0-9a-f]{12}-/);
});
