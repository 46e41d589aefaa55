import type { Scenario } from "../core/scenario.ts";

/** How long controllers are watched while they have nothing to do. */
const watched = "10s";

/** The same controllers with the same settings, and not a single object. */
export function idleScenario(scenario: Scenario): Scenario {
  const { artifactHosts: _hosts, workloads: _workloads, ...rest } = scenario;
  const { shards: _shards, kustomizationSpec: _spec, ...fleet } = scenario.fleet;
  return {
    ...rest,
    name: `${scenario.name}-idle`,
    guarantee: "Controllers that have nothing to do stay up.",
    fleet: { ...fleet, repositories: 0, kustomizations: 0 },
    repositories: [],
    accounts: [],
    objects: [],
    drive: [{ use: "wait", with: { for: watched } }],
    check: [{ use: "drove" }, { use: "controllers-stay-up" }],
    kills: [],
  };
}
