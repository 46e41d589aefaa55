import { median } from "../harness/analysis/median.ts";
import type { ControlPlane } from "../harness/subjects/subject.ts";
import { wallClock } from "../simulators/support/clock.ts";
import { type Figure, spread } from "./figures.ts";
import { openConnection } from "./kube-http2.ts";
import { runJob } from "./kube-job.ts";
import type { Job } from "./kube-load.ts";
import { definition, definitions, type Operation, post, widgets } from "./kube-requests.ts";
import { kubeScale } from "./kube-scale.ts";
import { type Side, type SideName, startSide } from "./kube-sides.ts";
import { realParts } from "./real-parts.ts";

const startPairs = 5;
const rounds = 4;
const requestsPerRound = 2000;
const loadedObjects = 10_000;
const clients = 16;
const watchers = 50;
/** Objects that are written to again and again. */
const pool = 1000;
const mib = 1024 * 1024;

/**
 * The API simulator against kube-apiserver and etcd: flags as environments start them with, TLS and
 * HTTP/2, objects of 1 KiB, 16 connections that each ask as soon as they are answered, both sides on
 * the same cores in turns, the load from a process of its own.
 */
export async function kube(): Promise<Figure[]> {
  const { controlPlane } = await realParts("flux@2.7");
  return [
    await measureReady(controlPlane),
    ...(await measureLoaded(controlPlane)),
    ...(await kubeScale(controlPlane)),
  ];
}

async function measureLoaded(controlPlane: ControlPlane): Promise<Figure[]> {
  await using real = await startLoaded("real", controlPlane);
  await using simulator = await startLoaded("simulator", controlPlane);
  const memory = compareMemory({ real, simulator });
  const rates: Figure[] = [];
  for (const measure of measures) rates.push(await compareRates({ real, simulator }, measure));
  return [memory, ...rates];
}

async function measureReady(binaries: ControlPlane): Promise<Figure> {
  const ms: Record<SideName, number[]> = { real: [], simulator: [] };
  for (let pair = 0; pair < startPairs; pair += 1) {
    for (const name of inTurns(pair)) {
      await using side = await startSide(name, binaries);
      ms[name].push(side.readyMs);
    }
  }
  const ratios = ms.simulator.map((value, index) => value / (ms.real[index] ?? Number.NaN));
  return {
    what: `ready, ${startPairs} pairs, ms`,
    value: `${spread(ms.simulator, 0)} against ${spread(ms.real, 0)}, ratio ${spread(ratios, 3)}`,
    goal: "a twentieth of the time",
    reached: median(ratios) <= 0.05,
  };
}

async function startLoaded(name: SideName, binaries: ControlPlane): Promise<Side> {
  const side = await startSide(name, binaries);
  await defineWidgets(side);
  await runJob(side, writes("create", "memory-", loadedObjects, loadedObjects));
  return side;
}

async function defineWidgets(side: Side): Promise<void> {
  using connection = await openConnection(side);
  await connection.ask(post(definitions, definition));
  const clock = wallClock();
  for (;;) {
    const { status } = await connection.ask({ method: "GET", path: widgets });
    if (status === 200) return;
    await clock.sleep(50);
  }
}

function compareMemory(sides: Record<SideName, Side>): Figure {
  const [simulator, real] = [sides.simulator.residentBytes(), sides.real.residentBytes()];
  return {
    what: `resident memory of all processes with ${loadedObjects} objects, MiB`,
    value: `${(simulator / mib).toFixed(0)} against ${(real / mib).toFixed(0)}, ratio ${(simulator / real).toFixed(2)}`,
    goal: "a quarter",
    reached: simulator <= real / 4,
  };
}

interface Measure {
  what: string;
  ratioMin: number;
  work(round: number): Job["work"];
  /** Done before each round, outside of what is measured. */
  before?(round: number): Job["work"];
  /** Of what `seconds` are divided into; requests unless told. */
  per?: "events";
}

const measures: Measure[] = [
  {
    what: "creates a second",
    ratioMin: 2,
    work: (round) => writes("create", `create-${round}-`, requestsPerRound, requestsPerRound),
  },
  {
    what: "merge patches a second",
    ratioMin: 2,
    work: (round) => writes("merge", "memory-", requestsPerRound, pool, `${round}`),
  },
  {
    what: "status patches a second",
    ratioMin: 2,
    before: (round) => writes("create-custom", `status-${round}-`, pool, pool),
    work: (round) => writes("status", `status-${round}-`, requestsPerRound, pool),
  },
  {
    what: "server-side applies a second",
    ratioMin: 1,
    work: (round) => writes("apply", `apply-${round}-`, requestsPerRound, pool),
  },
  {
    what: `events a second to ${watchers} watchers`,
    ratioMin: 2,
    per: "events",
    work: () => ({ do: "fan-out", watchers, clients: 4, count: 500, prefix: "memory-", pool }),
  },
  {
    what: "lists of 10,000 and more objects a second",
    ratioMin: 1,
    work: () => ({ do: "list", count: 4 }),
  },
];

/** Rounds in the order A B B A. */
async function compareRates(sides: Record<SideName, Side>, measure: Measure): Promise<Figure> {
  const { what, ratioMin, per } = measure;
  const rates: Record<SideName, number[]> = { real: [], simulator: [] };
  const cpuMs: Record<SideName, number[]> = { real: [], simulator: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const name of inTurns(round)) {
      const side = sides[name];
      if (measure.before) await runJob(side, measure.before(round));
      const work = measure.work(round);
      const usedBefore = side.cpuSeconds();
      const { seconds, events } = await runJob(side, work);
      const done = per === "events" ? events : work.count;
      rates[name].push(done / seconds);
      cpuMs[name].push(((side.cpuSeconds() - usedBefore) * 1000) / done);
    }
  }
  const ratios = rates.simulator.map((rate, index) => rate / (rates.real[index] ?? Number.NaN));
  const cpu = [cpuMs.simulator, cpuMs.real].map((each) => median(each).toPrecision(2));
  return {
    what: `${what}, ${rounds} rounds`,
    value: `${spread(rates.simulator, 0)} against ${spread(rates.real, 0)}, ratio ${spread(ratios)}; CPU ms each ${cpu.join(" against ")}`,
    goal: `at least ${ratioMin} times as many`,
    reached: median(ratios) >= ratioMin,
  };
}

function inTurns(round: number): SideName[] {
  return round % 2 === 0 ? ["simulator", "real"] : ["real", "simulator"];
}

function writes(
  operation: Operation,
  prefix: string,
  count: number,
  objects: number,
  seed = "",
): Job["work"] {
  return { do: "requests", operation, clients, count, prefix, pool: objects, seed };
}
