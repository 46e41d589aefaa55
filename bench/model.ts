import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { referenceSubject } from "../harness/environments/reference/model-catalogue.ts";
import { referenceEnvironment } from "../harness/environments/reference/reference-environment.ts";
import { converge, prunesNothing, type Scenario, scenario, wait } from "../harness/index.ts";
import { hostInfo } from "../harness/runner/host-info.ts";
import { runOne } from "../harness/runner/run-one.ts";
import { catalogue } from "../scenarios/index.ts";
import type { Figure } from "./figures.ts";
import { fluxproof } from "./fluxproof.ts";
import { took } from "./took.ts";

const rounds = 4;
const catalogueSecondsMax = 5;
const hourSecondsMax = 20;
/** A thousand seeds of the catalogue in half an hour on two cores. */
const seedsPerMinuteMin = 1000 / 30;
const cores = 2;

/** `FLUXPROOF_BENCH_KUSTOMIZATIONS` asks for an hour of fewer. */
const kustomizations = Number(process.env.FLUXPROOF_BENCH_KUSTOMIZATIONS ?? 1000);

/** How fast virtual time passes: the catalogue on the model, seeds, and an hour of a large fleet. */
export async function model(): Promise<Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-bench-"));
  try {
    return [await wholeProgram(dir), await seedsPerMinute(dir), await hour(dir)];
  } finally {
    await rm(dir, { recursive: true });
  }
}

async function wholeProgram(dir: string): Promise<Figure> {
  const seconds = await took(async () => {
    await fluxproof(["--seed", "1", "--out", join(dir, "program")]);
  });
  return {
    what: "the whole catalogue on the model, by the command line",
    value: `${seconds.wall.toFixed(1)} s`,
    goal: `at most ${catalogueSecondsMax} s`,
    reached: seconds.wall <= catalogueSecondsMax,
  };
}

/** In a process that has run it once before. */
async function seedsPerMinute(dir: string): Promise<Figure> {
  const all = async (seed: number) => {
    for (const each of catalogue) await run(each, { seed, dir: join(dir, "seeds") });
  };
  await all(0);
  const cpu: number[] = [];
  for (let seed = 1; seed <= rounds; seed += 1) cpu.push((await took(() => all(seed))).cpu);
  const each = Math.min(...cpu);
  const rate = (60 * cores) / each;
  return {
    what: "seeds of the catalogue a minute, on two cores by CPU",
    value: `${rate.toFixed(1)} (${each.toFixed(1)} s of CPU each, the least of ${rounds})`,
    goal: `at least ${seedsPerMinuteMin.toFixed(1)}`,
    reached: rate >= seedsPerMinuteMin,
  };
}

async function hour(dir: string): Promise<Figure> {
  const fleet = scenario({
    name: "scale/hour",
    guarantee: "A fleet that nothing happens to stays as it is.",
    fleet: {
      repositories: Math.max(1, Math.round(kustomizations / 50)),
      kustomizations,
      objectsPerKustomization: 2,
      sourceInterval: "10m",
      kustomizationInterval: "10m",
    },
    drive: [converge({ within: "10m" }), wait("1h")],
    check: [prunesNothing()],
  });
  const seconds = await took(() => run(fleet, { seed: 1, dir: join(dir, "hour") }));
  return {
    what: `an hour of ${kustomizations} Kustomizations every 10 minutes, and until they converged`,
    value: `${seconds.wall.toFixed(1)} s, ${seconds.cpu.toFixed(1)} s of CPU`,
    goal: `at most ${hourSecondsMax} s`,
    reached: seconds.wall <= hourSecondsMax,
  };
}

async function run(
  scenario: Scenario,
  { seed, dir }: { seed: number; dir: string },
): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  const environment = referenceEnvironment();
  await runOne({ scenario, seed, dir, host: await host, environment, subject: referenceSubject });
}

/** Looked up once, as by the command: it asks other programs. */
const host = hostInfo();
