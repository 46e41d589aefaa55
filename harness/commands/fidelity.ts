import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  compareModel,
  type JudgedRun,
  type ScenarioFidelity,
} from "../analysis/fidelity/compare-model.ts";
import { UsageError } from "../core/failure.ts";
import { referenceSubject } from "../environments/reference/model-catalogue.ts";
import { referenceEnvironment } from "../environments/reference/reference-environment.ts";
import { wallClock } from "../environments/wall-clock.ts";
import { hostInfo } from "../runner/host-info.ts";
import { readRun } from "../runner/run-directory.ts";
import { runOne } from "../runner/run-one.ts";
import { parseSubject } from "../subjects/request.ts";
import { exitCodeOf } from "./exit-code.ts";
import { agreementMin, fidelityText, type Group, groupsOf } from "./fidelity-text.ts";
import { terminalProgress } from "./progress.ts";
import { keepRecordings, recordedOutcome, recordingsOf } from "./recordings.ts";
import { selectScenarios } from "./select-scenarios.ts";

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
  const host = await hostInfo();
  const progress = terminalProgress(wallClock());
  const fidelities: ScenarioFidelity[] = [];
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-fidelity-"));
  try {
    for (const scenario of scenarios) {
      const { name } = scenario;
      const line = progress.begin(name);
      const runs: JudgedRun[] = [];
      for (let seed = 1; seed <= seeds; seed += 1) {
        const place = join(dir, name, String(seed));
        const environment = referenceEnvironment();
        const { judgement, failure } = await runOne({
          ...{ scenario, seed, dir: place, host, environment, subject: referenceSubject },
          signal: request.signal,
        });
        if (failure) throw failure;
        runs.push({
          dir: `model, seed ${seed}`,
          outcome: judgement.outcome,
          ...(await readRun(place)),
        });
      }
      const recordings = await Promise.all(
        (await recordingsOf(request.subject, name)).map(async (place): Promise<JudgedRun> => {
          const run = await readRun(place);
          return { dir: place, outcome: await recordedOutcome(place), ...run };
        }),
      );
      const fidelity = compareModel(name, recordings, runs);
      line.end(`${(fidelity.agreement * 100).toFixed(1)} %`);
      fidelities.push(fidelity);
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

/** One scenario may be far off where few elements or chance decide; its verdict may not differ. */
function outcomeOf({ incomparable, verdicts }: ScenarioFidelity) {
  if (incomparable !== undefined) return "unknown";
  return verdicts.same ? "pass" : "fail";
}

function outcomeOfGroup({ mean }: Group) {
  return mean === undefined || mean >= agreementMin ? "pass" : "fail";
}
