import { median } from "../harness/analysis/median.ts";
import type { ControlPlane } from "../harness/subjects/subject.ts";
import { wallClock } from "../simulators/support/clock.ts";
import { type Figure, spread } from "./figures.ts";
import { openConnection } from "./kube-http2.ts";
import { type Load, startLoad, warmUps } from "./kube-job.ts";
import { type Measure, measures, writes } from "./kube-measures.ts";
import { definition, definitions, post, widgets } from "./kube-requests.ts";
import { kubeScale } from "./kube-scale.ts";
import { type Side, type SideName, startSide } from "./kube-sides.ts";
import { realParts } from "./real-parts.ts";

const startPairs = 5;
const rounds = 4;
const loadedObjects = 10_000;
const mib = 1024 * 1024;

/**
 * The API simulator against kube-apiserver and etcd: flags as environments start them with, TLS and
 * HTTP/2, objects of 1 KiB, 16 connections that each ask as soon as they are answered, both sides on
 * the same cores in turns, the load from a process of its own for each.
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
  const sides = { real, simulator };
  const memory = compareMemory(sides);
  const rates: Figure[] = [];
  for (const measure of measures) rates.push(await compareRates(sides, measure));
  return [memory, ...rates];
}

/** A server with objects, and what drives it. */
interface Loaded extends AsyncDisposable {
  side: Side;
  load: Load;
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

async function startLoaded(name: SideName, binaries: ControlPlane): Promise<Loaded> {
  await using stack = new AsyncDisposableStack();
  const side = stack.use(await startSide(name, binaries));
  await defineWidgets(side);
  const load = stack.use(startLoad(side));
  await load.run(writes("create", "memory-", loadedObjects, loadedObjects));
  const whole = stack.move();
  return { side, load, [Symbol.asyncDispose]: () => whole.disposeAsync() };
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

function compareMemory(sides: Record<SideName, Loaded>): Figure {
  const simulator = sides.simulator.side.residentBytes();
  const real = sides.real.side.residentBytes();
  return {
    what: `resident memory of all processes with ${loadedObjects} objects, MiB`,
    value: `${(simulator / mib).toFixed(0)} against ${(real / mib).toFixed(0)}, ratio ${(simulator / real).toFixed(2)}`,
    goal: "a quarter",
    reached: simulator <= real / 4,
  };
}

/** Rounds in the order A B B A. */
async function compareRates(sides: Record<SideName, Loaded>, measure: Measure): Promise<Figure> {
  const { what, ratioMin } = measure;
  const driven: Record<SideName, Driven[]> = { real: [], simulator: [] };
  for (let round = 0; round < warmUps + rounds; round += 1) {
    for (const name of inTurns(round)) {
      const each = await drive(sides[name], measure, round);
      if (round >= warmUps) driven[name].push(each);
    }
  }
  const { simulator, real } = driven;
  const ratios = simulator.map(({ rate }, index) => rate / (real[index]?.rate ?? Number.NaN));
  const told = (figure: keyof Driven, tell: (values: number[]) => string) =>
    [simulator, real].map((of) => tell(of.map((each) => each[figure]))).join(" against ");
  const rates = told("rate", (values) => spread(values, 0));
  const [cpu, loadCpu] = (["cpuMs", "loadCpuMs"] as const).map((figure) =>
    told(figure, (values) => median(values).toPrecision(2)),
  );
  return {
    what: `${what}, ${rounds} rounds`,
    value: `${rates}, ratio ${spread(ratios)}; CPU ms each ${cpu}, of the load ${loadCpu}`,
    goal: `at least ${ratioMin} times as many`,
    reached: median(ratios) >= ratioMin,
  };
}

/** One round of one side: how many a second, and CPU of each. */
interface Driven {
  rate: number;
  cpuMs: number;
  loadCpuMs: number;
}

async function drive({ side, load }: Loaded, measure: Measure, round: number): Promise<Driven> {
  if (measure.before) await load.run(measure.before(round));
  const work = measure.work(round);
  const usedBefore = side.cpuSeconds();
  const { seconds, events, cpuSeconds } = await load.run(work);
  const used = side.cpuSeconds() - usedBefore;
  const done = measure.per === "events" ? events : work.count;
  return {
    rate: done / seconds,
    cpuMs: (used * 1000) / done,
    loadCpuMs: (cpuSeconds * 1000) / done,
  };
}

function inTurns(round: number): SideName[] {
  return round % 2 === 0 ? ["simulator", "real"] : ["real", "simulator"];
}
