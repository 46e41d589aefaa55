import type { Pair } from "../../harness/analysis/qualification/pair.ts";
import type { Random } from "../../harness/core/clock.ts";
import type { Figure, Noise } from "./noise.ts";

/** What is done to the candidate: a factor for figures by name. */
export interface Change {
  name: string;
  factorOf(metric: string): number;
}

/** Pairs of runs that differ by noise, and by what was done to the candidate. */
export function simulatePairs(request: {
  noise: Noise;
  change: Change;
  count: number;
  random: Random;
}): Pair[] {
  const { noise, change, count, random } = request;
  const { pace } = noise;
  let isSlow = random.next() < 0.5;
  const now = () => (isSlow ? pace.step : 0);
  return Array.from({ length: count }, (_, at) => {
    const order = at % 2 === 0 ? sides : sides.toReversed();
    const paces: number[] = [];
    const runs = order.map((side, place) => {
      const before = now();
      if (random.next() < pace.turns) isSlow = !isSlow;
      const during = (before + now()) / 2;
      paces.push(Math.exp(during + pace.read * normal(random)));
      const machine = during + pace.own * normal(random) - place * noise.second;
      return simulateRun({ noise, machine, random, change: side === "candidate" ? change : same });
    });
    const [first = {}, second = {}] = runs;
    const [ofFirst = 1, ofSecond = 1] = paces;
    const isBaselineFirst = order[0] === "baseline";
    return {
      scenario: "simulated",
      baseline: isBaselineFirst ? first : second,
      candidate: isBaselineFirst ? second : first,
      pace: {
        baseline: isBaselineFirst ? ofFirst : ofSecond,
        candidate: isBaselineFirst ? ofSecond : ofFirst,
      },
    };
  });
}

const sides = ["baseline", "candidate"] as const;
const same: Change = { name: "nothing", factorOf: () => 1 };

function simulateRun({
  noise,
  machine,
  random,
  change,
}: {
  noise: Noise;
  machine: number;
  random: Random;
  change: Change;
}): Record<string, number> {
  const { share, most } = noise.disturbed;
  const disturbance = random.next() < share ? most * random.next() : 0;
  const causes = new Map<string, number>();
  return Object.fromEntries(
    noise.figures.map((figure) => [
      figure.metric,
      change.factorOf(figure.metric) * draw(figure, machine + disturbance, causes, random),
    ]),
  );
}

function draw(
  figure: Figure,
  machine: number,
  causes: Map<string, number>,
  random: Random,
): number {
  if ("more" in figure) {
    let left = random.next();
    for (const [at, chance] of figure.more.entries()) {
      if (left < chance) return figure.base + at + 1;
      left -= chance;
    }
    return figure.base;
  }
  let log = figure.takes * machine + figure.own * normal(random);
  for (const [cause, moves] of Object.entries(figure.common)) {
    const found = causes.get(cause) ?? normal(random);
    causes.set(cause, found);
    log += moves * found;
  }
  return figure.base * Math.exp(log);
}

/** A number from the standard normal distribution (Box and Muller). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
