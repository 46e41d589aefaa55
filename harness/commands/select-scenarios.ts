import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { catalogue, everyScenario } from "../../scenarios/index.ts";
import { checkChecks } from "../checkers/registry.ts";
import { UsageError } from "../core/failure.ts";
import type { Scenario } from "../core/scenario.ts";
import { parseScenario } from "../scenario/schema.ts";
import { setPath } from "../scenario/set-path.ts";
import { checkSteps } from "../steps/registry.ts";

/**
 * The scenarios that names, groups and files ask for, in order and once each, with every `--set` applied.
 * @throws UsageError for what isn't there or isn't valid: nothing is started on a bad request.
 */
export async function selectScenarios(request: {
  names: readonly string[];
  set: readonly string[];
}): Promise<Scenario[]> {
  const found: Scenario[] = [];
  for (const name of request.names) found.push(...(await select(name)));
  if (request.names.length === 0) found.push(...catalogue);
  const unique = [...new Map(found.map((scenario) => [scenario.name, scenario])).values()];
  return unique.map((scenario) => {
    const changed = request.set.reduce(setPath, scenario);
    checkSteps(changed.drive, `scenario ${scenario.name}: drive`);
    checkChecks(changed.check, `scenario ${scenario.name}: check`);
    return changed;
  });
}

/** Whether a name is that of a scenario file. */
export function isFile(name: string): boolean {
  return /\.([cm]?[jt]s|json)$/.test(name);
}

async function select(name: string): Promise<Scenario[]> {
  if (isFile(name)) return [await load(name)];
  const found = everyScenario.filter(
    (scenario) => scenario.name === name || scenario.name.startsWith(`${name}/`),
  );
  if (found.length > 0) return found;
  const groups = new Set(everyScenario.map((scenario) => scenario.name.split("/")[0]));
  throw new UsageError(
    `scenario ${JSON.stringify(name)}: there is none of that name; expected a file, a group (${[...groups].join(", ")}) or one of: ${everyScenario.map((scenario) => scenario.name).join(", ")}`,
  );
}

/** A scenario file of the user's own: its default export, or a JSON document. */
async function load(file: string): Promise<Scenario> {
  const path = resolve(file);
  if (!existsSync(path)) throw new UsageError(`scenario file ${file}: there is no such file`);
  const options = file.endsWith(".json") ? { with: { type: "json" } } : {};
  const module = await import(pathToFileURL(path).href, options).catch((error: Error) => {
    throw error instanceof UsageError
      ? error
      : new UsageError(`scenario file ${file}: it can't be loaded: ${error.message}`);
  });
  return parseScenario(module.default, `scenario file ${file}`);
}
