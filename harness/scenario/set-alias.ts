import { UsageError } from "../core/failure.ts";
import type { ControllerSettings, Scenario, Step } from "../core/scenario.ts";
import { neededControllers } from "./kinds.ts";

/**
 * Changes that a short name asks for in more than one place of a scenario; true if `name` is one:
 * - `rounds`: how often its only `repeat` goes round
 * - `concurrency`: workers of every controller that the scenario needs; `CONTROLLER.concurrency` of one
 * - `shards`: so many instances of source- and kustomize-controller share the fleet evenly, the main one
 *   among them; `CONTROLLER.shards` of one
 * @throws UsageError for a value that can't be had
 */
export function setAlias(
  scenario: Scenario,
  { name, text }: { name: string; text: string },
): boolean {
  const [, own, alias] =
    /^(?:([a-z-]+-controller)\.)?(rounds|concurrency|shards)$/.exec(name) ?? [];
  if (alias === undefined || (alias === "rounds" && own !== undefined)) return false;
  const count = readCount(`${name}=${text}`, text);
  if (alias === "rounds") setRounds(scenario, count);
  else if (alias === "concurrency") {
    const controllers = own === undefined ? neededControllers(scenario) : [own];
    for (const each of controllers) setConcurrency(settingsOf(scenario, each), count);
  } else {
    const controllers = own === undefined ? ["source-controller", "kustomize-controller"] : [own];
    setShards(scenario, { controllers, count });
  }
  return true;
}

const most = 10_000;

function readCount(assignment: string, text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= most) return count;
  throw new UsageError(`--set ${assignment}: expected a whole number from 1 to ${most}`);
}

function setRounds({ name, drive }: Scenario, count: number): void {
  const [repeat, ...others] = repeatsIn(drive);
  if (!repeat || others.length > 0) {
    const found = others.length + (repeat ? 1 : 0);
    throw new UsageError(
      `--set rounds=${count}: scenario ${name} has ${found} steps "repeat", expected one; name the step's place, such as drive.1.with.times`,
    );
  }
  repeat.with = { ...repeat.with, times: count };
}

function repeatsIn(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => [
    ...(step.use === "repeat" ? [step] : []),
    ...repeatsIn(step.steps ?? []),
  ]);
}

function setConcurrency(settings: ControllerSettings, count: number): void {
  const others = (settings.flags ?? []).filter((flag) => !/^--concurrent(=|$)/.test(flag));
  settings.flags = [...others, `--concurrent=${count}`];
}

function setShards(
  scenario: Scenario,
  { controllers, count }: { controllers: string[]; count: number },
): void {
  const keys = Array.from({ length: count - 1 }, (_, index) => `shard${index + 1}`);
  for (const [name, { shards = [] }] of Object.entries(scenario.controllers)) {
    if (keys.length === 0 || controllers.includes(name)) continue;
    if (shards.length === 0 || shards.length === keys.length) continue;
    throw new UsageError(
      `--set shards: ${name} has ${shards.length + 1} instances and ${controllers.join(" and ")} would have ${count}: objects with a key of the one would be nobody's of the other`,
    );
  }
  for (const name of controllers) {
    const settings = settingsOf(scenario, name);
    if (keys.length > 0) settings.shards = keys;
    else delete settings.shards;
  }
  const isSharded = Object.values(scenario.controllers).some(
    ({ shards = [] }) => shards.length > 0,
  );
  if (keys.length > 0) scenario.fleet.shards = [null, ...keys];
  else if (!isSharded) delete scenario.fleet.shards;
}

function settingsOf(scenario: Scenario, controller: string): ControllerSettings {
  const settings = scenario.controllers[controller] ?? {};
  scenario.controllers[controller] = settings;
  return settings;
}
