import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UsageError } from "../core/failure.ts";
import type { Scenario } from "../core/scenario.ts";
import { scenario } from "./scenario.ts";
import { setPath } from "./set-path.ts";

const base: Scenario = scenario({
  name: "test/base",
  guarantee: "Any.",
  fleet: { repositories: 1, kustomizations: 2 },
  repositories: [{ name: "large", content: { files: 10 }, source: { timeout: "60s" } }],
  controllers: { "source-controller": { memoryLimit: "64Mi" } },
  drive: [{ use: "wait", with: { for: "1s" } }],
  check: [{ use: "changes-arrive", with: { p99: "45s" } }],
});

describe("setPath", () => {
  it.each<[string, (changed: Scenario) => unknown, unknown]>([
    ["fleet.kustomizations=200", ({ fleet }) => fleet.kustomizations, 200],
    ["fleet.sourceInterval=1m", ({ fleet }) => fleet.sourceInterval, "1m"],
    ["exclusive=true", ({ exclusive }) => exclusive, true],
    ["freshCluster=true", ({ freshCluster }) => freshCluster, true],
    ["guarantee=1", ({ guarantee }) => guarantee, "1"],
    ["guarantee=a=b", ({ guarantee }) => guarantee, "a=b"],
    ["repositories.0.content.files=99", ({ repositories }) => repositories[0]?.content?.files, 99],
    [
      "repositories.0.source.timeout=5s",
      ({ repositories }) => repositories[0]?.source?.timeout,
      "5s",
    ],
    ["drive.0.with.for=5s", ({ drive }) => drive[0]?.with, { for: "5s" }],
    ["check.2.with.p99=90s", ({ check }) => check[2]?.with, { p99: "90s" }],
    ['environments=["sim"]', ({ environments }) => environments, ["sim"]],
    [
      "controllers.source-controller.memoryLimit=128Mi",
      ({ controllers }) => controllers["source-controller"],
      { memoryLimit: "128Mi" },
    ],
    [
      "controllers.source-controller.memoryLimit=67108864",
      ({ controllers }) => controllers["source-controller"],
      { memoryLimit: "67108864" },
    ],
    [
      'controllers.source-controller.flags=["--concurrent=4"]',
      ({ controllers }) => controllers["source-controller"],
      { memoryLimit: "64Mi", flags: ["--concurrent=4"] },
    ],
    [
      "controllers.source-controller.cpuLimit=1",
      ({ controllers }) => controllers["source-controller"],
      { memoryLimit: "64Mi", cpuLimit: "1" },
    ],
    [
      "controllers.helm-controller.memoryLimit=1Gi",
      ({ controllers }) => controllers["helm-controller"],
      { memoryLimit: "1Gi" },
    ],
    [
      'controllers.helm-controller={"memoryLimit":"2Gi"}',
      ({ controllers }) => controllers["helm-controller"],
      { memoryLimit: "2Gi" },
    ],
  ])("takes %s", (assignment, read, expected) => {
    const before = structuredClone(base);
    expect(read(setPath(base, assignment))).toEqual(expected);
    expect(base).toEqual(before);
  });

  it.each<[string, string]>([
    ["fleet.kustomizations", "expected path=value, such as fleet.kustomizations=200"],
    ["=5", "expected path=value"],
    ["", "expected path=value"],
    ["fleet.size=5", 'has no "size" there; expected one of: repositories, kustomizations, objects'],
    ["flet.kustomizations=5", 'has no "flet" there; expected one of: version, name, guarantee'],
    ["nope=5", 'has no "nope" there; expected one of: version, name'],
    ["drive.7.use=wait", 'has no "7" there; expected one of: 0'],
    ["drive.length=0", 'has no "length" there; expected one of: 0'],
    ["objects.0=1", 'has no "0" there; expected one of: nothing (it is empty)'],
    ["name.first=x", 'has no "first" there; expected one of: nothing (not an object)'],
    ["fleet.constructor=x", 'has no "constructor" there'],
    ["controllers.__proto__.memoryLimit=1Mi", 'has no "__proto__" there'],
    ['controllers.__proto__={"memoryLimit":"1Mi"}', 'has no "__proto__" there'],
    ["controllers.x.flags.0=--a", 'has no "flags" there'],
    ["fleet.kustomizations=abc", 'fleet.kustomizations = "abc": '],
    ["fleet.kustomizations=", 'fleet.kustomizations = "": '],
    ["fleet.kustomizations=-1", "fleet.kustomizations = -1: "],
    ["fleet.kustomizations=1.5", "fleet.kustomizations = 1.5: "],
    ["fleet.kustomizations=null", "fleet.kustomizations = null: "],
    ["fleet.repositories=0", "fleet.kustomizations = 2: expected 0 where"],
    ["fleet=3", "fleet = 3: "],
    ["fleet.sourceInterval=10", 'fleet.sourceInterval = "10": expected a duration'],
    ["exclusive=yes", 'exclusive = "yes": '],
    ["controllers.source-controller.memoryLimit=lots", '"lots": expected a quantity such as 64Mi'],
    ["controllers.source-controller.memory=1Gi", 'memory = "1Gi": there is no such field'],
  ])("refuses %j", (assignment, expected) => {
    const set = () => setPath(base, assignment);
    expect(set).toThrow(UsageError);
    expect(set).toThrow(`--set ${assignment}`);
    expect(set).toThrow(expected);
  });

  it("names the scenario, which may be one of many", () => {
    expect(() => setPath(base, "fleet.size=1")).toThrow(/scenario test\/base/);
    expect(() => setPath(base, "fleet.repositories=x")).toThrow(/scenario test\/base/);
  });

  it("throws nothing but UsageErrors, and never changes what it was given", () => {
    const key = fc.constantFrom("fleet", "drive", "0", "with", "controllers", "x", "__proto__", "");
    const before = JSON.stringify(base);
    fc.assert(
      fc.property(fc.array(key, { maxLength: 4 }), fc.string(), (path, value) => {
        try {
          setPath(base, `${path.join(".")}=${value}`);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
        expect(JSON.stringify(base)).toBe(before);
      }),
      { numRuns: 500 },
    );
  });
});
