/** One run's verdict, and what it was a run of. */
export interface JudgedRun {
  scenario: string;
  environment: string;
  subject: string;
  outcome: "pass" | "fail" | "unknown";
}

/** How one scenario fared over many runs of the same subject in the same environment. */
export interface FlakeRate extends Omit<JudgedRun, "outcome"> {
  runs: number;
  failed: number;
  unknown: number;
  /** Share of runs that did not pass. */
  rate: number;
  /** Wilson's interval for it at 95 %. */
  interval: { low: number; high: number };
  /** Some passed and some did not: chance decides, or something that no run records. */
  flaky: boolean;
}

/** Rates by scenario, environment and subject; those that did not pass the most first. */
export function flakeRates(runs: readonly JudgedRun[]): FlakeRate[] {
  const groups = Map.groupBy(runs, ({ scenario, environment, subject }) =>
    JSON.stringify([scenario, environment, subject]),
  );
  return [...groups.values()]
    .map(rateOf)
    .sort((a, b) => b.rate - a.rate || (a.scenario < b.scenario ? -1 : 1));
}

function rateOf(group: readonly JudgedRun[]): FlakeRate {
  const count = (outcome: JudgedRun["outcome"]) =>
    group.filter((run) => run.outcome === outcome).length;
  const [{ scenario, environment, subject } = { scenario: "", environment: "", subject: "" }] =
    group;
  const [failed, unknown] = [count("fail"), count("unknown")];
  const bad = failed + unknown;
  return {
    ...{ scenario, environment, subject, runs: group.length, failed, unknown },
    rate: bad / group.length,
    interval: wilson(bad, group.length),
    flaky: bad > 0 && bad < group.length,
  };
}

/** Quantile of the normal distribution for 95 %, two-sided. */
const z = 1.959964;

/** Wilson's score interval (J. Am. Stat. Assoc. 22, 1927), which keeps its promise for few runs and rare failures. */
function wilson(hits: number, count: number): { low: number; high: number } {
  const share = hits / count;
  const scale = 1 + z ** 2 / count;
  const middle = (share + z ** 2 / (2 * count)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
