import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UsageError } from "../core/failure.ts";
import type { Scenario } from "../core/scenario.ts";
import { scenario } from "./scenario.ts";
import { parseScenario } from "./schema.ts";

const good: Scenario = scenario({
  name: "test/good",
  guarantee: "What it says.",
  fleet: { repositories: 2, kustomizations: 4 },
  repositories: [{ name: "private", source: { account: "bot" }, kustomizations: 1 }],
  accounts: [{ name: "bot", owns: ["private"] }],
  controllers: { "source-controller": { memoryLimit: "64Mi", flags: ["--concurrent=4"] } },
  drive: [
    {
      use: "during",
      fault: { target: "git-host", use: "limits", requests: 1, windowMs: 1000, status: 403 },
      steps: [{ use: "wait", with: { for: "1s" } }],
    },
  ],
  check: [{ use: "shows", with: { kind: "GitRepository", name: "private", status: "True" } }],
});

/** The error for the good scenario with one field replaced. */
function check(change: Record<string, unknown>, expected: string): void {
  const parse = () => parseScenario({ ...good, ...change }, "scenario test/bad");
  expect(parse).toThrow(UsageError);
  expect(parse).toThrow(`scenario test/bad: ${expected}`);
}

const fleet = (change: object) => ({ fleet: { ...good.fleet, ...change } });
const fault = (change: object) => ({
  drive: [{ use: "during", fault: { target: "git-host", ...change } }],
});

const bucketObject = (x: object) => ({ artifactHosts: { buckets: { charts: { x } } } });

describe("parseScenario", () => {
  it("gives a good scenario back unchanged, also from JSON", () => {
    expect(parseScenario(good, "here")).toEqual(good);
    expect(parseScenario(JSON.parse(JSON.stringify(good)), "here")).toEqual(good);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["no version", { version: undefined }, "version = nothing: "],
    ["another version", { version: 2 }, "version = 2: Invalid input: expected 1"],
    ["no group", { name: "bad" }, 'name = "bad": expected group/name, such as sources/force-push'],
    ["no guarantee", { guarantee: "" }, 'guarantee = "": '],
    ["no environment", { environments: [] }, "environments = []: "],
    [
      "an unknown environment",
      { environments: ["local", "moon"] },
      'environments.1 = "moon": Invalid option: expected one of "sim"|"local"|"kind"|"cluster"',
    ],
    ["an unknown field", { guarentee: "x" }, 'guarentee = "x": there is no such field'],
    ["an unknown inner field", fleet({ size: 3 }), "fleet.size = 3: there is no such field"],
    ["a number as text", fleet({ repositories: "2" }), 'fleet.repositories = "2": '],
    ["a count below zero", fleet({ repositories: -1 }), "fleet.repositories = -1: "],
    ["a count that isn't whole", fleet({ repositories: 1.5 }), "fleet.repositories = 1.5: "],
    [
      "a duration without a unit",
      fleet({ sourceInterval: "10" }),
      'fleet.sourceInterval = "10": expected a duration such as 90s or 10m',
    ],
    [
      "a workload that comes to nothing known",
      { workloads: [{ outcome: "maybe" }] },
      'workloads.0.outcome = "maybe": ',
    ],
    [
      "a delay without a unit",
      { workloads: [{ outcome: "ready", after: "3" }] },
      'workloads.0.after = "3": expected a duration such as 90s or 10m',
    ],
    [
      "bytes with an unknown unit",
      { controllers: { "source-controller": { memoryLimit: "64MB" } } },
      'controllers.source-controller.memoryLimit = "64MB": expected a quantity such as 64Mi or 1Gi',
    ],
    [
      "a name that Kubernetes would refuse",
      { repositories: [{ name: "Large" }] },
      'repositories.0.name = "Large": expected a DNS label of at most 50 characters, such as fleet-000',
    ],
    [
      "a name too long for the label that Kustomizations give it",
      { repositories: [{ name: "a".repeat(51) }] },
      "repositories.0.name = ",
    ],
    [
      "an object without a name",
      { objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: {} }] },
      "objects.0.metadata.name = nothing: ",
    ],
    [
      "a file outside the repository",
      { repositories: [{ name: "a", files: { "../x": "" } }] },
      'repositories.0.files.../x = "": expected a path inside the repository',
    ],
    [
      "a file that is no text",
      { repositories: [{ name: "a", files: { x: null } }] },
      "repositories.0.files.x = null: ",
    ],
    [
      "an object of a bucket that is nothing of the kind",
      bucketObject({ chartIndex: { entries: {} } }),
      'artifactHosts.buckets.charts.x = {"chartIndex":{"entries":{}}}: expected a text, { archive }',
    ],
    [
      "an index that is longer than a text can be",
      bucketObject({ chartIndex: { entries: {}, padding: { charts: 40_001, versions: 10 } } }),
      "artifactHosts.buckets.charts.x.chartIndex.padding = ",
    ],
    ["a step without a name", { drive: [{ with: {} }] }, "drive.0.use = nothing: "],
    [
      "a wrong inner step",
      { drive: [{ use: "a", steps: [{ use: 3 }] }] },
      "drive.0.steps.0.use = 3: ",
    ],
    [
      "a value that JSON can't hold",
      { drive: [{ use: "a", with: { f: () => 1 } }] },
      "drive.0.with.f = a function: ",
    ],
    ["an unknown fault", fault({ use: "explodes" }), 'drive.0.fault.use = "explodes": '],
    [
      "a fault's status out of its range",
      fault({ use: "limits", requests: 1, windowMs: 1, status: 500 }),
      "drive.0.fault.status = 500: expected 429 or 403",
    ],
    [
      "a fault of another kind",
      fault({ use: "stalls", delayMs: 1 }),
      "drive.0.fault.afterBytes = nothing: ",
    ],
    [
      "an unknown part of a Git host",
      fault({ use: "refuses", match: { endpoint: "push" } }),
      'drive.0.fault.match.endpoint = "push": ',
    ],
    ["a check that is no object", { check: ["drove"] }, 'check.0 = "drove": '],
  ])("refuses %s", (_, change, expected) => {
    check(change, expected);
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      "Kustomizations without repositories to follow",
      fleet({ repositories: 0, kustomizations: 3 }),
      "fleet.kustomizations = 3: expected 0 where fleet.repositories is 0",
    ],
    [
      "a repository named as one of the fleet",
      { repositories: [{ name: "fleet-001" }] },
      'repositories.0.name = "fleet-001": expected a name that is not taken yet',
    ],
    [
      "a Kustomization of the fleet that follows something else",
      fleet({ repositories: 1, kustomizationSpec: { wait: true, path: "./x" } }),
      'fleet.kustomizationSpec.path = "./x": expected to be left out',
    ],
    [
      "one of a repository that does",
      { repositories: [{ name: "a", kustomizationSpec: { sourceRef: {} } }] },
      "repositories.0.kustomizationSpec.sourceRef = {}: expected to be left out",
    ],
    [
      "a file that is generated",
      { repositories: [{ name: "a", kustomizations: 1, files: { "a-k-000/objects.yaml": "" } }] },
      'repositories.0.files.a-k-000/objects.yaml = "": expected another path',
    ],
    [
      "two repositories of a name",
      { repositories: [{ name: "a" }, { name: "b" }, { name: "a" }] },
      'repositories.2.name = "a": expected a name that is not taken yet',
    ],
    [
      "two accounts of a name",
      {
        accounts: [
          { name: "bot", owns: [] },
          { name: "bot", owns: [] },
        ],
      },
      'accounts.1.name = "bot": ',
    ],
    [
      "an account that isn't there",
      { accounts: [{ name: "robot", owns: [] }] },
      'repositories.0.source.account = "bot": expected one of the accounts: robot',
    ],
    ["an account where there are none", { accounts: [] }, 'source.account = "bot": '],
  ])("refuses %s", (_, change, expected) => {
    if (expected.startsWith("source.")) check(change, `repositories.0.${expected}`);
    else check(change, expected);
  });

  it("lets a repository be named as the fleet's would be, were it larger", () => {
    expect(parseScenario({ ...good, repositories: [{ name: "fleet-002" }] }, "here")).toBeDefined();
  });

  it("cuts a long value, so that what was expected can be seen", () => {
    const name = "x".repeat(5000);
    expect(() => parseScenario({ ...good, name }, "here")).toThrow(
      /^.{0,200}…: expected group\/name/,
    );
  });

  it.each([undefined, null, 3, "text", [], {}])("refuses %j", (value) => {
    expect(() => parseScenario(value, "scenario file x.json")).toThrow(/^scenario file x\.json: /);
  });

  it("throws nothing but UsageErrors, for any value in any field", () => {
    const field = fc.constantFrom(...Object.keys(good));
    fc.assert(
      fc.property(field, fc.jsonValue(), (name, value) => {
        try {
          const parsed = parseScenario({ ...good, [name]: value }, "here");
          expect(parsed).toEqual({ ...good, [name]: value });
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          expect((error as Error).message.startsWith("here: ")).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("scenario", () => {
  const least = { name: "test/least", guarantee: "Any.", drive: [], check: [] };

  it("fills in what a file leaves out", () => {
    expect(scenario(least)).toEqual({
      ...least,
      version: 1,
      environments: ["sim", "local", "kind", "cluster"],
      exclusive: false,
      fleet: {
        repositories: 0,
        kustomizations: 0,
        objectsPerKustomization: 1,
        sourceInterval: "10s",
        kustomizationInterval: "10m",
        retryInterval: "10s",
      },
      repositories: [],
      accounts: [],
      objects: [],
      controllers: {},
      check: [{ use: "drove" }, { use: "faults-met" }],
      kills: [],
    });
  });

  it("judges the drive and the faults before what the file asks for", () => {
    const { check } = scenario({ ...least, check: [{ use: "prunes-nothing" }] });
    expect(check.map(({ use }) => use)).toEqual(["drove", "faults-met", "prunes-nothing"]);
  });

  it("names itself in its error", () => {
    const bad = () => scenario({ ...least, fleet: { repositories: -1 } });
    expect(bad).toThrow(/^scenario test\/least: fleet\.repositories = -1: /);
  });
});
