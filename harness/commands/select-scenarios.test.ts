import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogue } from "../../scenarios/index.ts";
import { UsageError } from "../core/failure.ts";
import { scenario } from "../scenario/scenario.ts";
import { selectScenarios } from "./select-scenarios.ts";

let dir = "";
const own = scenario({ name: "own/json", guarantee: "Any.", drive: [], check: [] });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-test-"));
  const files: Record<string, string> = {
    "own.json": JSON.stringify(own),
    "own.mjs": `export default ${JSON.stringify({ ...own, name: "own/module" })};`,
    "typed.ts": `const name: string = "own/typed"; export default { ...${JSON.stringify(own)}, name };`,
    "bad.json": JSON.stringify({ ...own, guarantee: 3 }),
    "broken.json": "{",
    "broken.mjs": "export default {",
    "throws.mjs": 'throw new Error("not today");',
    "empty.mjs": "export const scenario = {};",
    "step.json": JSON.stringify({ ...own, drive: [{ use: "sleep" }] }),
    "check.json": JSON.stringify({ ...own, check: [{ use: "shines" }] }),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
});
afterAll(() => rm(dir, { recursive: true }));

const namesOf = async (names: string[], set: string[] = []) =>
  (await selectScenarios({ names, set })).map(({ name }) => name);

const all = catalogue.map(({ name }) => name);

describe("selectScenarios", () => {
  it("takes the whole catalogue where no name is given", async () => {
    expect(await namesOf([])).toEqual(all);
  });

  it("takes a soak only where it is named", async () => {
    expect(all).not.toContain("soak/memory-levels-off");
    expect(await namesOf(["soak"])).toEqual(["soak/memory-levels-off"]);
  });

  it("takes a scenario by its name, a group by its", async () => {
    expect(await namesOf(["sources/force-push"])).toEqual(["sources/force-push"]);
    expect(await namesOf(["sources"])).toEqual(all.filter((name) => name.startsWith("sources/")));
  });

  it("keeps the order asked for and takes each once", async () => {
    const names = ["sources/force-push", "apply/converges-after-commit", "sources"];
    const found = await namesOf(names);
    expect(found.slice(0, 2)).toEqual(names.slice(0, 2));
    expect(new Set(found).size).toBe(found.length);
  });

  it.each([
    ["own.json", "own/json"],
    ["own.mjs", "own/module"],
    ["typed.ts", "own/typed"],
  ])("takes the file %s", async (file, name) => {
    expect(await namesOf([join(dir, file)])).toEqual([name]);
  });

  it("applies every --set, in order, to every scenario", async () => {
    const set = ["fleet.sourceInterval=7s", "fleet.sourceInterval=9s", "exclusive=true"];
    const found = await selectScenarios({ names: ["sources"], set });
    for (const { fleet, exclusive } of found) {
      expect(fleet.sourceInterval).toBe("9s");
      expect(exclusive).toBe(true);
    }
    expect(catalogue.map(({ fleet }) => fleet.sourceInterval)).not.toContain("9s");
  });

  it.each<[string, string[], string[], RegExp]>([
    [
      "an unknown name",
      ["sources/force"],
      [],
      /^scenario "sources\/force": there is none of that name; expected a file, a group \(.*sources.*\) or one of: .*sources\/force-push/,
    ],
    ["a part of a group's name", ["source"], [], /^scenario "source": there is none/],
    ["one bad name among good ones", ["sources", "nope"], [], /^scenario "nope"/],
    [
      "an unknown path",
      ["sources/force-push"],
      ["fleet.size=1"],
      /has no "size" there; expected one of: repositories, /,
    ],
    [
      "a value of the wrong kind",
      ["sources/force-push"],
      ["fleet.kustomizations=abc"],
      /^--set fleet\.kustomizations=abc \(scenario sources\/force-push\): fleet\.kustomizations = "abc": /,
    ],
    [
      "a step that --set renamed",
      ["sources/force-push"],
      ["drive.0.use=sleep"],
      /^scenario sources\/force-push: drive\[0\]: unknown step "sleep"; expected one of: commit, /,
    ],
    [
      "a step's argument that --set spoiled",
      ["sources/force-push"],
      ["drive.0.with.within=soon"],
      /drive\[0\]: step converge: within = "soon": expected a duration/,
    ],
  ])("refuses %s", async (_, names, set, message) => {
    const selected = selectScenarios({ names, set });
    await expect(selected).rejects.toThrow(UsageError);
    await expect(selected).rejects.toThrow(message);
  });

  it.each([
    ["missing.ts", /: there is no such file$/],
    ["bad.json", /bad\.json: guarantee = 3: /],
    ["broken.json", /broken\.json: it can't be loaded: /],
    ["broken.mjs", /broken\.mjs: it can't be loaded: /],
    ["throws.mjs", /throws\.mjs: it can't be loaded: not today$/],
    ["empty.mjs", /empty\.mjs: nothing: /],
    ["step.json", /^scenario own\/json: drive\[0\]: unknown step "sleep"/],
    ["check.json", /^scenario own\/json: check\[0\]: unknown checker "shines"/],
  ])("refuses the file %s", async (file, message) => {
    const selected = selectScenarios({ names: [join(dir, file)], set: [] });
    await expect(selected).rejects.toThrow(UsageError);
    await expect(selected).rejects.toThrow(message);
  });
});
