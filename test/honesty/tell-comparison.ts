import { median } from "../../harness/analysis/median.ts";
import { withoutPace } from "../../harness/analysis/qualification/pace.ts";
import { machineOf } from "../../harness/core/machine.ts";
import type { MetricComparison, Qualification } from "../../harness/core/qualification.ts";
import { hostInfo } from "../../harness/runner/host-info.ts";
import { kindOf } from "./arms.ts";
import type { RealLine } from "./real-lines.ts";

type Told = "machine" | "verdict" | "because" | "pairs" | "tookMs" | "alarms" | "found";

/** Which figures an arm was made worse in. */
const worsens: Record<string, RegExp> = { delay: /^latency\..*Ms$/, GOGC: /^memory\..*PeakBytes$/ };

/**
 * What a comparison came to; undefined is one that left no answer.
 * @param dir where its runs lie, which is nobody's business elsewhere
 */
export async function lineOf(
  qualification: Qualification | undefined,
  asked: Omit<RealLine, Told | "readyMs" | "steps">,
  dir = ".",
): Promise<RealLine> {
  const { metrics = [], pairs = [] } = qualification?.performance ?? {};
  const worsened = worsens[kindOf(asked.arm)];
  const called = metrics.filter(({ verdict }) => verdict === "better" || verdict === "worse");
  const ready = metrics.find(({ metric }) => metric === "latency.ready.p50Ms");
  return {
    ...asked,
    machine: machineOf(qualification?.host ?? (await hostInfo())),
    verdict: qualification?.verdict ?? "none",
    because: (qualification?.because ?? []).slice(0, 5).map((text) => inShort(text, dir)),
    pairs: pairs.filter(({ isWarmUp, lost }) => !isWarmUp && lost === undefined).length,
    tookMs: qualification?.tookMs ?? 0,
    alarms: called.map(({ metric, verdict }) => `${metric} ${verdict}`),
    found: called.some(
      ({ metric, verdict }) => verdict === "worse" && worsened?.test(metric) === true,
    ),
    readyMs: ready ? median([...ready.baseline, ...ready.candidate]) : null,
    steps: qualification && ready ? stepsOf(ready, qualification) : null,
  };
}

const longest = 200;

function inShort(text: string, dir: string): string {
  const [line = ""] = text.replaceAll(dir, ".").split("\n");
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

function stepsOf(
  { baseline, candidate, scenario }: MetricComparison,
  { performance }: Qualification,
): RealLine["steps"] {
  const pairs = performance.pairs.filter(
    (pair) => pair.scenario === scenario && !pair.isWarmUp && pair.lost === undefined,
  );
  const steps = baseline.map((value, at) => Math.log((candidate[at] ?? Number.NaN) / value));
  const paces = pairs
    .slice(0, steps.length)
    .map(({ pace }) => (pace ? Math.log(pace.candidate / pace.baseline) : 0));
  const { steps: left, weight } = withoutPace(steps, paces);
  return { before: spread(steps), after: spread(left), weight: round(weight) };
}

function spread(values: readonly number[]): number {
  const squares = values.reduce((sum, value) => sum + value * value, 0);
  return round(Math.sqrt(squares / Math.max(1, values.length)));
}

const round = (value: number) => Math.round(value * 10_000) / 10_000;
