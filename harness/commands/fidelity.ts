import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  compareModel,
  type JudgedRun,
  type ScenarioFidelity,
} from "../analysis/fidelity/compare-model.ts";
import { UsageError } from "../core/failure.ts";
import type { Scenario } from "../core/scenario.ts";
import type { Outcome } from "../core/verdict.ts";
import { referenceSubject } from "../environments/reference/model-catalogue.ts";
import { referenceEnvironment } from "../environments/reference/reference-environment.ts";
import { readRun } from "../runner/run-directory.ts";
import { parseSubject } from "../subjects/request.ts";
import { exitCodeOf } from "./exit-code.ts";
import { agreementMin, fidelityText, type Group, groupsOf } from "./fidelity-text.ts";
import { keepRecordings, recordedOutcome, recordingsOf } from "./recordings.ts";
import { runAll } from "./run-all.ts";
import { isFile, selectScenarios } from "./select-scenarios.ts";

export interface FidelityRequest {
  names: string[];
  /** The release that the model is held to. */
  subject: string;
  /** Runs of the model for each scenario, with seeds from 1 on. */
  seeds: string;
  format: string;
  /** Take these run directories as recordings instead of comparing. */
  record?: string[];
  signal: AbortSignal;
}

/** Holds the model to what real Flux was recorded to do, scenario by scenario. */
export async function fidelityCommand(request: FidelityRequest): Promise<number> {
  parseSubject(request.subject);
  if (request.record) return keepRecordings(request.record, request.subject);
  const seeds = Number(request.seeds);
  if (!Number.isInteger(seeds) || seeds < 1 || seeds > 100) {
    throw new UsageError(`--seeds ${request.seeds}: expected a whole number from 1 to 100`);
  }
  const scenarios = await selectScenarios({ names: request.names, set: [] });
  const fidelities: ScenarioFidelity[] = [];
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-fidelity-"));
  try {
    const all: ModelRun[] = [];
    for (let seed = 1; seed <= seeds; seed += 1) {
      all.push(...(await runModel(request, { scenarios, seed, dir: join(dir, String(seed)) })));
    }
    for (const { name } of scenarios) {
      const recordings = await Promise.all(
        (await recordingsOf(request.subject, name)).map(async (place): Promise<JudgedRun> => {
          const run = await readRun(place);
          return { dir: place, outcome: await recordedOutcome(place), ...run };
        }),
      );
      const own = all.filter(({ scenario }) => scenario === name);
      // Read when they are compared: all at once are too much to hold.
      const runs = await Promise.all(
        own.map(async ({ place, seed, outcome }): Promise<JudgedRun> => {
          return { dir: `model, seed ${seed}`, outcome, ...(await readRun(place)) };
        }),
      );
      fidelities.push(compareModel(name, recordings, runs));
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  const text =
    request.format === "json"
      ? JSON.stringify(fidelities, null, 2)
      : fidelityText(fidelities, request.subject);
  process.stdout.write(`${text}\n`);
  return exitCodeOf([...fidelities.map(outcomeOf), ...groupsOf(fidelities).map(outcomeOfGroup)]);
}

interface ModelRun {
  scenario: string;
  seed: number;
  outcome: Outcome;
  place: string;
}

/** @throws what kept the harness from running one of them. */
async function runModel(
  { names, signal }: FidelityRequest,
  run: { scenarios: Scenario[]; seed: number; dir: string },
): Promise<ModelRun[]> {
  const { seed, dir } = run;
  const results = await runAll({
    ...{ ...run, subject: referenceSubject, environment: referenceEnvironment(), gitHost: "sim" },
    ...{ set: [], signal, onAllProcessors: !names.some(isFile) },
  });
  signal.throwIfAborted();
  return results.map(({ judgement: { scenario, outcome }, failure }) => {
    if (failure) throw failure;
    return { scenario, seed, outcome, place: join(dir, scenario) };
  });
}

/** One scenario may be far off where few elements or chance decide; its verdict may not differ. */
function outcomeOf({ incomparable, verdicts }: ScenarioFidelity) {
  if (incomparable !== undefined) return "unknown";
  return verdicts.same ? "pass" : "fail";
}

function outcomeOfGroup({ mean }: Group) {
  return mean === undefined || mean >= agreementMin ? "pass" : "fail";
}
