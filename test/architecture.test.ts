import { afterAll, describe, expect, it } from "vitest";
import { parseScenario } from "../harness/scenario/schema.ts";
import { everyScenario } from "../scenarios/index.ts";
import { startFactReader } from "./architecture/read-facts.ts";
import { readSources } from "./architecture/read-sources.ts";
import {
  hasNoEscapes,
  importsPointOneWay,
  isKebabCase,
  isShort,
  isTest,
  judgesFromHistoryAlone,
  type Rule,
  type SourceFile,
  timeIsInjected,
} from "./architecture/rules.ts";

const reader = startFactReader();
afterAll(() => reader[Symbol.dispose]());

function filesOf(sources: Record<string, string>): SourceFile[] {
  return [...reader.read(sources)].map(([path, facts]) => ({
    path,
    facts,
    lines: (sources[path] ?? "").trimEnd().split("\n").length,
  }));
}

function broken(rule: Rule, files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => rule(file).map((problem) => `${file.path}: ${problem}`));
}

describe("the project", () => {
  const files = filesOf(readSources());
  const production = files.filter(({ path }) => !isTest(path));

  it("is read whole", () => {
    const paths = files.map(({ path }) => path);
    expect(paths).toContain("harness/core/history.ts");
    expect(paths).toContain("simulators/support/clock.ts");
    expect(production.length).toBeGreaterThan(100);
    const clock = files.find(({ path }) => path === "simulators/support/clock.ts");
    expect(clock?.facts.imports).toContain("node:timers/promises");
  });

  it.each<[string, Rule, readonly SourceFile[]]>([
    ["has imports that point one way", importsPointOneWay, production],
    ["takes time and chance from its clock and its seed", timeIsInjected, production],
    ["judges and reports from histories alone", judgesFromHistoryAlone, production],
    ["has files that can be read without a map", isShort, production],
    ["takes no type on trust", hasNoEscapes, files],
    ["names its files in kebab-case", isKebabCase, files],
  ])("%s", (_, rule, held) => {
    expect(broken(rule, held)).toEqual([]);
  });
});

describe("the catalogue with its soaks", () => {
  const paths = Object.keys(readSources())
    .filter((path) => /^scenarios\/.+\/.+\.ts$/.test(path) && !isTest(path))
    .sort();

  it("holds every scenario file, named as its path", () => {
    const names = paths.map((path) => path.replace(/^scenarios\/|\.ts$/g, ""));
    expect(everyScenario.map(({ name }) => name).sort()).toEqual(names);
  });

  it.each(paths)("gives %s back from JSON unchanged", async (path) => {
    const [, group, name] = /^scenarios\/(.+)\/(.+)\.ts$/.exec(path) ?? [];
    const module = await import(`../scenarios/${group}/${name}.ts`);
    const stored = JSON.parse(JSON.stringify(module.default));
    expect(stored).toStrictEqual(module.default);
    expect(parseScenario(stored, path)).toStrictEqual(module.default);
    expect(everyScenario).toContain(module.default);
  });
});

describe("the rules", () => {
  const check = (rule: Rule, path: string, text: string, expected: string[]) =>
    expect(filesOf({ [path]: text }).flatMap(rule)).toEqual(expected);

  it.each<[path: string, module: string, target: string]>([
    ["harness/core/a.ts", "../scenario/plan.ts", "harness/scenario/plan.ts"],
    ["harness/core/a.ts", "../../simulators/support/clock.ts", "simulators/support/clock.ts"],
    ["harness/analysis/a.ts", "../probes/watch.ts", "harness/probes/watch.ts"],
    ["harness/checkers/a.ts", "../runner/drive.ts", "harness/runner/drive.ts"],
    ["harness/scenario/a.ts", "../checkers/judge.ts", "harness/checkers/judge.ts"],
    ["harness/probes/a.ts", "../../simulators/support/clock.ts", "simulators/support/clock.ts"],
    ["harness/runner/a.ts", "../../simulators/git/a.ts", "simulators/git/a.ts"],
    ["harness/runner/a.ts", "../../reports/render.ts", "reports/render.ts"],
    ["harness/runner/a.ts", "../commands/run.ts", "harness/commands/run.ts"],
    ["harness/index.ts", "./cli.ts", "harness/cli.ts"],
    ["harness/steps/a.ts", "../../scenarios/index.ts", "scenarios/index.ts"],
    ["harness/commands/a.ts", "../../simulators/git/a.ts", "simulators/git/a.ts"],
    ["simulators/git/a.ts", "../oci/a.ts", "simulators/oci/a.ts"],
    ["simulators/git/a.ts", "../../harness/steps/a.ts", "harness/steps/a.ts"],
    ["simulators/support/a.ts", "../git/a.ts", "simulators/git/a.ts"],
    ["scenarios/a/b.ts", "../../harness/steps/wait.ts", "harness/steps/wait.ts"],
    ["scenarios/a/b.ts", "./c.ts", "scenarios/a/c.ts"],
    ["reports/a.ts", "../harness/checkers/judge.ts", "harness/checkers/judge.ts"],
    ["reports/a/b.ts", "../../harness/core-like/a.ts", "harness/core-like/a.ts"],
  ])("refuse that %s imports %s", (path, module, target) => {
    check(importsPointOneWay, path, `import { a } from "${module}";`, [`imports ${target}`]);
  });

  it.each([
    'import type { a } from "../scenario/plan.ts";',
    'import "../scenario/plan.ts";',
    'export { a } from "../scenario/plan.ts";',
    'export * from "../scenario/plan.ts";',
    'const a = await import("../scenario/plan.ts");',
    'type A = import("../scenario/plan.ts").Plan;',
  ])("see the import in: %s", (text) => {
    check(importsPointOneWay, "harness/core/a.ts", text, ["imports harness/scenario/plan.ts"]);
  });

  it.each([
    ["harness/core/a.ts", "./fault.ts"],
    ["harness/checkers/a.ts", "../analysis/latency.ts"],
    ["harness/steps/a.ts", "../../simulators/support/random.ts"],
    ["harness/environments/local/a.ts", "../../../simulators/git/git-server.ts"],
    ["harness/commands/a.ts", "../../reports/render.ts"],
    ["harness/cli.ts", "./commands/run.ts"],
    ["simulators/git/a.ts", "../support/faults/stalls.ts"],
    ["simulators/git/a.ts", "./b/c.ts"],
    ["scenarios/a/b.ts", "../../harness/index.ts"],
    ["scenarios/index.ts", "./a/b.ts"],
    ["reports/html/a.ts", "../../harness/analysis/latency.ts"],
    ["harness/core/a.ts", "zod"],
  ])("allow that %s imports %s", (path, module) => {
    check(importsPointOneWay, path, `import { a } from "${module}";`, []);
  });

  it.each([
    ["const a = Date.now();", "Date.now"],
    ["const a = new Date();", "new Date"],
    ["const a = new Date;", "new Date"],
    ["const a = performance.now();", "performance.now"],
    ["const a = Math.random();", "Math.random"],
    ["setTimeout(() => {}, 1);", "setTimeout"],
    ["globalThis.setInterval(() => {}, 1);", "setInterval"],
    ["const a = { wait: setTimeout };", "setTimeout"],
    ["const a = AbortSignal.timeout(1);", "AbortSignal.timeout"],
    ['import { scheduler as a } from "node:timers/promises";', "imports node:timers/promises"],
    ['import { randomInt as a } from "node:crypto";', "randomInt"],
    ["const a = crypto.randomUUID();", "crypto.randomUUID"],
    [`const a = \`b \${Date.now()} c\`;`, "Date.now"],
  ])("refuse time and chance in: %s", (text, problem) => {
    const [file] = filesOf({ "harness/runner/a.ts": text });
    expect(file && timeIsInjected(file)).toContain(problem);
  });

  it("allow them where they belong, and in what only speaks of them", () => {
    check(timeIsInjected, "simulators/support/clock.ts", "performance.now();", []);
    const draws = 'import { randomInt } from "node:crypto"; randomInt(3);';
    check(timeIsInjected, "harness/commands/run-numbers.ts", draws, []);
    const speaks = '// Date.now()\nconst a = "setTimeout" + `Math.random` + /new Date/;';
    check(timeIsInjected, "harness/runner/a.ts", speaks, []);
    check(timeIsInjected, "harness/runner/a.ts", "new Date(clock.epochMs());", []);
    check(timeIsInjected, "harness/runner/a.ts", "clock.sleep(1); sleep.now();", []);
  });

  it.each([
    ["harness/checkers/a.ts", 'import "node:fs";', "imports node:fs"],
    ["harness/analysis/a.ts", 'import "node:fs/promises";', "imports node:fs/promises"],
    ["reports/a.ts", 'import "fs";', "imports fs"],
    ["reports/stored-run.ts", 'import "node:http";', "imports node:http"],
    ["reports/a.ts", "await fetch(url);", "fetch"],
    ["reports/a.ts", "const a = process.env;", "process.env"],
  ])("refuse that %s reaches out by: %s", (path, text, problem) => {
    check(judgesFromHistoryAlone, path, text, [problem]);
  });

  it("allow stored runs to be read, and others to reach out", () => {
    check(judgesFromHistoryAlone, "reports/stored-run.ts", 'import "node:fs";', []);
    check(judgesFromHistoryAlone, "harness/runner/a.ts", 'import "node:fs"; fetch(url);', []);
  });

  it.each([
    ["const a = b as any;", ["as any"]],
    ["const a: any = b;", ["any"]],
    ["const a = b!.c;", ["!"]],
    ["const a = !b && b != c; // as any!", []],
    ['const a = "as any";', []],
  ])("see types taken on trust in: %s", (text, expected) => {
    check(hasNoEscapes, "harness/runner/a.ts", text, expected);
  });

  it("refuse long files and other cases of names", () => {
    check(isShort, "a.ts", "a;\n".repeat(200), []);
    check(isShort, "a.ts", "a;\n".repeat(201), ["201 lines"]);
    check(isKebabCase, "harness/runner/run-scenario.test.ts", "", []);
    check(isKebabCase, "harness/Runner/runScenario.ts", "", ["Runner", "runScenario.ts"]);
    check(isKebabCase, "harness/run_scenario.ts", "", ["run_scenario.ts"]);
  });

  it("take tests and what they use for tests, and nothing else", () => {
    const tests = ["a/b.test.ts", "test/history.ts", "reports/fixtures/story.ts", "a/testing/b.ts"];
    expect(tests.filter((path) => !isTest(path))).toEqual([]);
    expect(["a/test.ts", "a/contest/b.ts", "a/latest.ts"].filter(isTest)).toEqual([]);
  });
});
