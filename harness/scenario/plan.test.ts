import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fleet } from "../core/scenario.ts";
import {
  credentialSecret,
  gitRepository,
  kustomizations,
  type PlannedRepository,
  planScenario,
} from "./plan.ts";
import { type ScenarioInput, scenario } from "./scenario.ts";

const planned = (rest: Partial<ScenarioInput>) => {
  const whole = scenario({ name: "test/plan", guarantee: "Any.", drive: [], check: [], ...rest });
  return { scenario: whole, plan: planScenario(whole) };
};
const planOf = (fleet: Partial<Fleet>) => planned({ fleet }).plan;
const sizes = ({ repositories }: { repositories: PlannedRepository[] }) =>
  repositories.map((repository) => repository.kustomizations.length);

describe("planScenario", () => {
  it.each<[number, number, number[]]>([
    [0, 0, []],
    [1, 0, [0]],
    [3, 2, [1, 1, 0]],
    [3, 3, [1, 1, 1]],
    [3, 7, [3, 2, 2]],
    [2, 20, [10, 10]],
  ])("deals out to %d repositories %d Kustomizations as %j", (repositories, total, expected) => {
    expect(sizes(planOf({ repositories, kustomizations: total }))).toEqual(expected);
  });

  it("deals out all of them and as evenly as can be, for every fleet", () => {
    const count = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(count, fc.nat({ max: 2000 }), (repositories, total) => {
        const plan = planOf({ repositories, kustomizations: total });
        const dealt = sizes(plan);
        expect(dealt).toHaveLength(repositories);
        expect(dealt.reduce((a, b) => a + b, 0)).toBe(total);
        expect(Math.max(...dealt) - Math.min(...dealt)).toBeLessThanOrEqual(1);
        const names = plan.repositories.flatMap((repository) => repository.kustomizations);
        expect(new Set(names).size).toBe(total);
      }),
    );
  });

  it("deals out shards to repositories, and from each on to its Kustomizations", () => {
    const { scenario, plan } = planned({
      fleet: { repositories: 3, kustomizations: 6, shards: [null, "shard1"] },
    });
    const labelsOf = (objects: { metadata: Record<string, unknown> }[]) =>
      objects.map(({ metadata }) => metadata.labels);
    const shard1 = { "sharding.fluxcd.io/key": "shard1" };
    const sources = plan.repositories.map((repository) =>
      gitRepository({ plan, repository, url: "" }),
    );
    expect(labelsOf(sources)).toEqual([undefined, shard1, undefined]);
    const followers = plan.repositories.map((repository) =>
      labelsOf(kustomizations({ plan, repository, scenario })),
    );
    expect(followers).toEqual([
      [undefined, shard1],
      [shard1, undefined],
      [undefined, shard1],
    ]);
  });

  it("names by index, and keeps the names apart past a thousand", () => {
    const { repositories } = planOf({ repositories: 2, kustomizations: 4 });
    expect(repositories.map(({ name }) => name)).toEqual(["fleet-000", "fleet-001"]);
    expect(repositories[1]?.kustomizations).toEqual(["fleet-001-k-000", "fleet-001-k-001"]);
    const many = planOf({ repositories: 1001, kustomizations: 0 }).repositories;
    expect(many.at(-1)?.name).toBe("fleet-1000");
  });

  it("puts the repositories of their own kind after the fleet, with their own settings", () => {
    const { plan } = planned({
      fleet: {
        ...{ repositories: 1, kustomizations: 1, sourceInterval: "5s" },
        kustomizationSpec: { wait: true, timeout: "30s" },
      },
      accounts: [{ name: "bot", owns: [] }],
      repositories: [
        { name: "large", content: { files: 7 }, source: { timeout: "10m", interval: "1h" } },
        {
          name: "private",
          source: { account: "bot" },
          kustomizations: 2,
          kustomizationSpec: { timeout: "1m" },
          files: { "app/a.yaml": "a" },
        },
      ],
    });
    expect(plan).toEqual({
      namespace: "fluxproof",
      repositories: [
        expect.objectContaining({ name: "fleet-000", source: { interval: "5s" } }),
        {
          name: "large",
          branch: "main",
          content: { files: 7, fileBytes: 0, history: 0 },
          source: { interval: "1h", timeout: "10m" },
          kustomizations: [],
          shards: [],
          kustomizationSpec: { wait: true, timeout: "30s" },
          files: {},
        },
        {
          name: "private",
          branch: "main",
          content: { files: 0, fileBytes: 0, history: 0 },
          source: { interval: "5s", account: "bot" },
          kustomizations: ["private-k-000", "private-k-001"],
          shards: [],
          kustomizationSpec: { wait: true, timeout: "1m" },
          files: { "app/a.yaml": "a" },
        },
      ],
    });
  });
});

describe("the objects of a plan", () => {
  const { scenario: whole, plan } = planned({
    fleet: { repositories: 1, kustomizations: 1, retryInterval: "7s" },
    accounts: [{ name: "bot", owns: [] }],
    repositories: [{ name: "private", source: { account: "bot", timeout: "9s" } }],
  });
  const [open, own] = plan.repositories as [PlannedRepository, PlannedRepository];
  const url = "http://127.0.0.1:1/x.git";

  it("have a GitRepository that follows the branch, without settings nobody asked for", () => {
    expect(gitRepository({ plan, repository: open, url })).toEqual({
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      metadata: { name: "fleet-000", namespace: "fluxproof" },
      spec: { url, interval: "10s", ref: { branch: "main" } },
    });
  });

  it("have a timeout and credentials where the source has", () => {
    const { spec } = gitRepository({ plan, repository: own, url });
    expect(spec).toMatchObject({ timeout: "9s", secretRef: { name: "account-bot" } });
    const credentials = { username: "bot", password: "token" };
    expect(credentialSecret({ plan, account: "bot", credentials })).toMatchObject({
      kind: "Secret",
      metadata: { name: "account-bot", namespace: "fluxproof" },
      stringData: credentials,
    });
  });

  it("have Kustomizations that prune, each with a folder of its own", () => {
    expect(kustomizations({ plan, repository: open, scenario: whole })).toEqual([
      {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: { name: "fleet-000-k-000", namespace: "fluxproof" },
        spec: {
          interval: "10m",
          retryInterval: "7s",
          path: "./fleet-000-k-000",
          prune: true,
          sourceRef: { kind: "GitRepository", name: "fleet-000" },
        },
      },
    ]);
  });
});
