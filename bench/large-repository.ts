import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "../harness/analysis/median.ts";
import { fetchAttempts } from "../harness/checkers/deadline.ts";
import { type Figure, spread } from "./figures.ts";
import { fluxproof, readHistory, readMetrics } from "./fluxproof.ts";

const subjects = {
  "source-controller 1.3.0": "mix:source-1.3.0+kustomize-1.7.3+helm-1.4.0+notification-1.6.0",
  "source-controller 1.7.3": "mix:source-1.7.3+kustomize-1.7.3+helm-1.4.0+notification-1.6.0",
};

const pairs = 5;

interface Sample {
  /** From the reference listing to the stored artifact. */
  seconds: number;
  rssPeakMiB: number;
  cpuSeconds: number;
  outcome: string;
}

/** "2.3.0 hangs on large repositories": the same repository and everything else alike, interleaved in pairs. */
export async function largeRepository(): Promise<Figure[]> {
  const samples = new Map<string, Sample[]>();
  for (let pair = 1; pair <= pairs; pair += 1) {
    const order = Object.entries(subjects);
    // A B, B A, A B, …: a machine that drifts drifts for both.
    if (pair % 2 === 0) order.reverse();
    for (const [name, subject] of order) {
      const sample = await measure(subject);
      samples.set(name, [...(samples.get(name) ?? []), sample]);
      process.stderr.write(`pair ${pair}, ${name}: ${JSON.stringify(sample)}\n`);
    }
  }
  return (["seconds", "rssPeakMiB", "cpuSeconds"] as const).map((figure) => {
    const [older = [], newer = []] = Object.keys(subjects).map((name) =>
      (samples.get(name) ?? []).map((sample) => sample[figure]),
    );
    const ratios = older.map((value, index) => value / (newer[index] ?? Number.NaN));
    const finished = [...samples.values()].flat().every(({ outcome }) => outcome === "pass");
    return {
      what: `100,000 files, ${figure}: 1.3.0 against 1.7.3, ${pairs} pairs`,
      value: `${spread(older, 1)} against ${spread(newer, 1)}, ratio ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`,
      goal: "every run yields its artifact",
      reached: finished,
    };
  });
}

async function measure(subject: string): Promise<Sample> {
  const out = await mkdtemp(join(tmpdir(), "fluxproof-bench-"));
  const report = await fluxproof([
    "sources/large-repository",
    "--seed=1",
    "--subject",
    subject,
    "--out",
    out,
  ]);
  const run = report.scenarios[0];
  const dir = run?.dir ?? out;
  const metrics = readMetrics(dir);
  const attempt = fetchAttempts(readHistory(dir), "large").at(-1);
  return {
    seconds: (attempt?.tookMs ?? Number.NaN) / 1000,
    rssPeakMiB: (metrics.memoryBytes["source-controller"]?.rssPeak ?? Number.NaN) / 2 ** 20,
    cpuSeconds: metrics.cpuSeconds["source-controller"] ?? Number.NaN,
    outcome: run?.outcome ?? "missing",
  };
}
