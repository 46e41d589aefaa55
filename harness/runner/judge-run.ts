import { join } from "node:path";
import { measure } from "../analysis/metrics.ts";
import { judge } from "../checkers/judge.ts";
import type { Judgement } from "../core/verdict.ts";
import { controllerInstances } from "../scenario/instances.ts";
import { fileNames, readRun, writeJson } from "./run-directory.ts";

/**
 * Judges a stored run and writes `verdicts.json` and `metrics.json`: the same bytes for the same history,
 * on whatever machine and day.
 */
export async function judgeRun(dir: string): Promise<Judgement> {
  const { info, history } = await readRun(dir);
  const { scenario } = info;
  const judgement = judge(scenario, history);
  const controllers = info.subject.controllers.flatMap(({ name }) =>
    controllerInstances(name, scenario.controllers[name] ?? {}).map((instance) => instance.name),
  );
  await writeJson(join(dir, fileNames.metrics), measure(history, controllers));
  await writeJson(join(dir, fileNames.verdicts), judgement);
  return judgement;
}
