import type { Scenario } from "../core/scenario.ts";
import type { Arm, Side } from "../qualification/arm.ts";
import { neededControllers } from "../scenario/kinds.ts";

/**
 * Of all scenarios those that say something of these subjects here: what the environment or both sides lack alike
 * is no question of the candidate. What is named is always tried.
 */
export function fittingScenarios(
  all: Scenario[],
  { baseline, candidate }: Record<Side, Arm>,
): Scenario[] {
  const { environment } = baseline;
  const has = ({ subject }: Arm, name: string) => subject.binaries[name] !== undefined;
  const fits = (scenario: Scenario) =>
    scenario.environments.includes(environment.name) &&
    neededControllers(scenario).every((name) => has(baseline, name) || has(candidate, name));
  const left = all.filter((scenario) => !fits(scenario)).map(({ name }) => name);
  if (left.length > 0)
    process.stderr.write(`left out, for lack of what they need: ${left.join(", ")}\n`);
  return all.filter(fits);
}
