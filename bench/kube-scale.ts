import { median } from "../harness/analysis/median.ts";
import type { ControlPlane } from "../harness/subjects/subject.ts";
import { type Figure, spread } from "./figures.ts";
import { startLoad, warmUps } from "./kube-job.ts";
import type { Job } from "./kube-load.ts";
import { startSide } from "./kube-sides.ts";

const [few, many] = [1000, 100_000];
const rounds = 4;
const count = 300;
/** The machine's noise between two runs of the same is up to this. */
const flatRatioMax = 1.3;

const works: Record<string, (round: number) => Job["work"]> = {
  get: () => ({ ...alone, do: "requests", operation: "get", prefix: "o-", pool: few, seed: "" }),
  create: (round) => ({
    ...alone,
    ...{ do: "requests", operation: "create", prefix: `new-${round}-`, pool: count, seed: "" },
  }),
  patch: (round) => ({
    ...alone,
    ...{ do: "requests", operation: "merge", prefix: "o-", pool: few, seed: `${round}` },
  }),
  "watch event": () => ({ do: "event", count, prefix: "o-", pool: few }),
};

/** The simulator's latency, asked by one client, among a thousand and among a hundred thousand objects. */
export async function kubeScale(binaries: ControlPlane): Promise<Figure[]> {
  await using small = await startSide("simulator", binaries);
  await using large = await startSide("simulator", binaries);
  await using toSmall = startLoad(small);
  await using toLarge = startLoad(large);
  const loads = [toSmall, toLarge] as const;
  for (const [load, objects] of [
    [toSmall, few],
    [toLarge, many],
  ] as const) {
    const all = { clients: 16, count: objects, prefix: "o-", pool: objects, seed: "" };
    await load.run({ do: "requests", operation: "create", ...all });
  }
  const figures: Figure[] = [];
  for (const [what, work] of Object.entries(works)) {
    const latencies: [number[], number[]] = [[], []];
    for (let round = 0; round < warmUps + rounds; round += 1) {
      const order = round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const);
      for (const at of order) {
        const { latencyMs } = await loads[at].run(work(round));
        if (round >= warmUps) latencies[at].push(latencyMs.p50);
      }
    }
    const [of1, of2] = latencies;
    const ratio = median(of2) / median(of1);
    figures.push({
      what: `${what} among ${many} objects against ${few}, median ms of ${rounds} rounds`,
      value: `${spread(of2)} against ${spread(of1)}, ratio ${ratio.toFixed(2)}`,
      goal: `flat: a ratio of at most ${flatRatioMax}`,
      reached: ratio <= flatRatioMax,
    });
  }
  return figures;
}

const alone = { clients: 1, count } as const;
