import { writeFile } from "node:fs/promises";
import { availableParallelism, freemem } from "node:os";
import { join, resolve } from "node:path";
import { renderQualificationPage } from "../../reports/html/qualification/qualification-page.ts";
import { catalogue } from "../../scenarios/index.ts";
import { defaultRules } from "../analysis/qualification/default-rules.ts";
import { exitCodes, UsageError } from "../core/failure.ts";
import type { Qualification } from "../core/qualification.ts";
import type { Scenario } from "../core/scenario.ts";
import { wallClock } from "../environments/wall-clock.ts";
import type { Arm, Side } from "../qualification/arm.ts";
import { askedOf } from "../qualification/asked.ts";
import {
  beginFolder,
  findBegun,
  qualificationFiles,
  requireSame,
} from "../qualification/open-folder.ts";
import { parsePerturbation, perturbed } from "../qualification/perturb.ts";
import { qualify } from "../qualification/qualify.ts";
import { slotsOf } from "../qualification/slots-of.ts";
import { placeTemporaryFiles } from "../qualification/temporary-files.ts";
import { hostInfo } from "../runner/host-info.ts";
import { measuredPace } from "../runner/machine-pace.ts";
import { fittingScenarios } from "./fitting-scenarios.ts";
import { obtainK6 } from "./obtain-k6.ts";
import { terminalProgress } from "./progress.ts";
import { qualificationSummary } from "./qualification-summary.ts";
import { qualificationText } from "./qualification-text.ts";
import { readBudget, readCount, readSeed } from "./run-numbers.ts";
import { runsFolder } from "./runs-folder.ts";
import { selectScenarios } from "./select-scenarios.ts";
import { findSite, type SiteRequest } from "./site.ts";

export interface QualifyRequest extends Omit<SiteRequest, "subject"> {
  names: string[];
  baseline: string;
  candidate: string;
  env: string;
  gitHost: string;
  performance: string[];
  budget: string;
  conformanceRuns: string;
  /** As many as the machine holds unless told. */
  slots?: string;
  conformanceOnly?: boolean;
  /** None where it is for the scenarios to say. */
  warmUps?: string;
  temporaryFiles: "memory" | "disk";
  seed?: string;
  out?: string;
  format: string;
  set: string[];
  perturb: string[];
}

/** Holds a candidate to a baseline and says whether it may take its place. */
export async function qualifyCommand(request: QualifyRequest): Promise<number> {
  const { set, signal, gitHost } = request;
  const named = await selectScenarios(request);
  const toMeasure = request.performance.length > 0 ? request.performance : [measured()];
  const asNamed = await selectScenarios({ names: toMeasure, set });
  const budgetMs = readBudget(request.budget);
  const conformanceRuns = readCount("--conformance-runs", request.conformanceRuns, { most: 20 });
  const slots = readSlots(request);
  const warmUps = warmUpsOf(request, toMeasure);
  const { dir, begun } = await findFolder(request);
  const seed = request.seed === undefined && begun ? begun.asked.seed : readSeed(request.seed);
  const arms = await obtainArms(request, [...named, ...asNamed]);
  const fitting = request.names.length > 0 ? named : fittingScenarios(named, arms);
  const placed = await placeTemporaryFiles({
    ...{ arms, wanted: request.temporaryFiles, scenarios: fitting, performance: asNamed },
  });
  const { scenarios, performance, temporaryFiles } = placed;
  await using ending = new AsyncDisposableStack();
  for (const { environment } of Object.values(arms)) {
    ending.defer(async () => environment[Symbol.asyncDispose]?.());
  }
  const host = await hostInfo();
  const asked = askedOf({
    baseline: arms.baseline.subject.info,
    candidate: arms.candidate.subject.info,
    environment: arms.baseline.environment.name,
    parts: arms.baseline.environment.parts,
    ...{ gitHost, host, seed, set, performance, conformanceRuns, warmUps },
    temporaryFiles: temporaryFiles.place,
  });
  const place = dir ?? newFolder(seed);
  if (begun) requireSame(place, begun.asked, asked);
  else await beginFolder(place, asked);
  if (asked.baseline === asked.candidate) {
    process.stderr.write("both sides are the same: what differs is chance\n");
  }
  if (temporaryFiles.because !== undefined) {
    process.stderr.write(`temporary files lie on disk: ${temporaryFiles.because}\n`);
  }
  const clock = wallClock();
  const { qualification, failure } = await qualify({
    ...{ dir: place, arms, scenarios, performance, rules: defaultRules, conformanceRuns, warmUps },
    ...{ seed, budgetMs, set, gitHost, host, clock, signal, progress: terminalProgress(clock) },
    ...{ temporaryFiles, slots, conformanceOnly: request.conformanceOnly ?? false },
    pace: measuredPace,
    before: begun?.qualification,
  });
  await give(request.format, place, qualification);
  if (failure) process.stderr.write(`fluxproof: ${failure.message}\n`);
  return exitCode(qualification, failure);
}

/** Most that a run waits for leaves the processors free; a cluster of containers is too much for two at a time. */
function readSlots({ slots, env }: QualifyRequest): number {
  if (slots !== undefined) return readCount("--slots", slots, { most: 64 });
  return env === "kind"
    ? 1
    : slotsOf({ processors: availableParallelism(), memoryBytes: freemem() });
}

/** What both sides ran for their conformance has warmed the machine. */
function warmUpsOf({ names, warmUps }: QualifyRequest, toMeasure: readonly string[]): number {
  const isWarm = toMeasure.every((name) => names.includes(name));
  return readCount("--warm-ups", warmUps ?? (isWarm ? "0" : "1"), { least: 0, most: 20 });
}

/** Announced commits keep out of the figures when polls happen to come. */
function measured(): string {
  const preferred = "scale/announced-commits";
  const isThere = catalogue.some(({ name }) => name === preferred);
  return isThere ? preferred : "apply/converges-after-commit";
}

async function obtainArms(
  request: QualifyRequest,
  scenarios: Scenario[],
): Promise<Record<Side, Arm>> {
  const { signal } = request;
  const perturbations = request.perturb.map(parsePerturbation);
  const sites = { baseline: siteOf("baseline", request), candidate: siteOf("candidate", request) };
  await obtainK6(scenarios, signal);
  const obtain = async (side: Side) => {
    const arm = await sites[side].obtain({ ...request, subject: request[side], scenarios });
    return perturbed(arm, side, perturbations);
  };
  return { baseline: await obtain("baseline"), candidate: await obtain("candidate") };
}

function siteOf(side: Side, request: QualifyRequest) {
  const subject = request[side];
  if (subject === "reference") {
    throw new UsageError(
      `--${side} reference: it is the model of the controllers, whose figures say nothing of Flux; expected flux@2.7, a mix, images or a folder`,
    );
  }
  return findSite({ ...request, subject });
}

async function findFolder({ out }: QualifyRequest) {
  if (out === undefined) return {};
  const dir = resolve(out);
  return { dir, begun: await findBegun(dir) };
}

function newFolder(seed: number): string {
  const what = `qualification-${seed}`;
  return runsFolder({ out: undefined, epochMs: wallClock().epochMs(), what });
}

/** Writes the summary and the page beside `qualification.json`, and prints what was asked for. */
async function give(format: string, dir: string, qualification: Qualification): Promise<void> {
  const summary = qualificationSummary(qualification);
  const page = renderQualificationPage(qualification);
  await writeFile(join(dir, qualificationFiles.summary), summary);
  await writeFile(join(dir, qualificationFiles.page), page);
  const texts: Record<string, () => string> = {
    text: () => qualificationText(qualification),
    json: () => `${JSON.stringify(qualification, null, 2)}\n`,
    github: () => summary,
    html: () => page,
  };
  process.stdout.write(texts[format]?.() ?? "");
  process.stderr.write(`\nseed ${qualification.seed}, ${join(dir, qualificationFiles.page)}\n`);
}

function exitCode({ verdict }: Qualification, failure: Error | undefined): number {
  if (failure) return failure instanceof UsageError ? exitCodes.usage : exitCodes.harness;
  const codes = {
    qualified: exitCodes.pass,
    regressed: exitCodes.fail,
    inconclusive: exitCodes.unknown,
  };
  return codes[verdict];
}
