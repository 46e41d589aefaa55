import type { Scenario } from "../core/scenario.ts";
import { fleetRepositoryName, planScenario } from "./plan.ts";
import { isGenerated } from "./repository-files.ts";

/** A field of a scenario that contradicts another one. */
export interface Contradiction {
  path: (string | number)[];
  /** What would have been right. */
  expected: string;
}

/** What no field shows by itself: names used twice, references to what isn't there. */
export function findContradictions(scenario: Scenario): Contradiction[] {
  return [
    ...strandedKustomizations(scenario),
    ...repeatedNames(scenario),
    ...unknownAccounts(scenario),
    ...impossibleShards(scenario),
    ...overriddenSpecs(scenario),
    ...generatedPaths(scenario),
  ];
}

function strandedKustomizations({ fleet }: Scenario): Contradiction[] {
  if (fleet.repositories > 0 || fleet.kustomizations === 0) return [];
  const expected = "expected 0 where fleet.repositories is 0, for they have nothing to follow";
  return [{ path: ["fleet", "kustomizations"], expected }];
}

function repeatedNames({ fleet, repositories, accounts }: Scenario): Contradiction[] {
  const fleetNames = Array.from({ length: fleet.repositories }, (_, index) =>
    fleetRepositoryName(index),
  );
  return [
    ...repeated("repositories", repositories, fleetNames),
    ...repeated("accounts", accounts, []),
  ];
}

function repeated(
  list: "repositories" | "accounts",
  items: readonly { name: string }[],
  taken: readonly string[],
): Contradiction[] {
  const seen = new Set(taken);
  return items.flatMap(({ name }, index) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [{ path: [list, index, "name"], expected: "expected a name that is not taken yet" }];
  });
}

function unknownAccounts({ repositories, accounts }: Scenario): Contradiction[] {
  const names = accounts.map(({ name }) => name);
  return repositories.flatMap(({ source }, index) =>
    source?.account === undefined || names.includes(source.account)
      ? []
      : [
          {
            path: ["repositories", index, "source", "account"],
            expected: `expected one of the accounts: ${names.join(", ") || "there are none"}`,
          },
        ],
  );
}

/** Those that have no `--watch-label-selector` (`flux-behaviour.md` S6). */
const unshardable = ["notification-controller", "source-watcher"];

function impossibleShards({ controllers }: Scenario): Contradiction[] {
  return Object.entries(controllers).flatMap(([name, { shards = [] }]) => {
    const path = ["controllers", name, "shards"];
    if (shards.length > 0 && unshardable.includes(name)) {
      return [{ path, expected: `expected none: ${name} can't be sharded` }];
    }
    return new Set(shards).size === shards.length
      ? []
      : [{ path, expected: "expected each key once" }];
  });
}

/** Fields by which a Kustomization of the plan is known to follow its own folder of its own repository. */
const givenFields = ["path", "sourceRef"];

function overriddenSpecs({ fleet, repositories }: Scenario): Contradiction[] {
  const specs = [
    { path: ["fleet"], spec: fleet.kustomizationSpec },
    ...repositories.map(({ kustomizationSpec }, index) => ({
      path: ["repositories", index],
      spec: kustomizationSpec,
    })),
  ];
  return specs.flatMap(({ path, spec = {} }) =>
    givenFields
      .filter((field) => spec[field] !== undefined)
      .map((field) => ({
        path: [...path, "kustomizationSpec", field],
        expected:
          "expected to be left out: one that follows something else is an object of its own",
      })),
  );
}

function generatedPaths(scenario: Scenario): Contradiction[] {
  const planned = planScenario(scenario).repositories.slice(scenario.fleet.repositories);
  return planned.flatMap((repository, index) =>
    Object.keys(repository.files)
      .filter((path) => isGenerated(repository, path))
      .map((path) => ({
        path: ["repositories", index, "files", path],
        expected: "expected another path: fluxproof writes this file itself",
      })),
  );
}
