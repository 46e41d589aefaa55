import type { Check, Fleet, Scenario } from "../core/scenario.ts";
import { parseScenario } from "./schema.ts";

/** What a scenario file gives; everything else has the default below. */
export type ScenarioInput = Pick<Scenario, "name" | "guarantee" | "drive" | "check"> &
  Partial<Omit<Scenario, "version" | "fleet">> & { fleet?: Partial<Fleet> };

const defaultFleet: Fleet = {
  repositories: 0,
  kustomizations: 0,
  objectsPerKustomization: 1,
  sourceInterval: "10s",
  kustomizationInterval: "10m",
  retryInterval: "10s",
};

/** Judged in every scenario: the drive went through, and every fault met something. */
const always: Check[] = [{ use: "drove" }, { use: "faults-met" }];

/**
 * Makes a scenario, filling in what it leaves out.
 * @throws UsageError that names the field, the value seen and what was expected.
 */
export function scenario(input: ScenarioInput): Scenario {
  const value: Scenario = {
    version: 1,
    environments: ["sim", "local", "kind", "cluster"],
    exclusive: false,
    repositories: [],
    accounts: [],
    objects: [],
    controllers: {},
    kills: [],
    ...input,
    fleet: { ...defaultFleet, ...input.fleet },
    check: [...always, ...input.check],
  };
  return parseScenario(value, `scenario ${input.name}`);
}
