import type { HonestyStudy, SimulatedOutcomes } from "./honesty-study.ts";

/** What the page's script draws from: shares in percent against the budget in minutes. */
export interface HonestyData {
  plots: Record<"power" | "alarms", SharePlot>;
}

export interface SharePlot {
  minutes: number[];
  series: { label: string; percent: (number | null)[] }[];
  /** A bound, drawn across. */
  bound: { percent: number; label: string };
}

export function honestyData({ simulated, bounds }: HonestyStudy): HonestyData {
  const minutes = [...new Set(simulated.map((one) => one.budgetMinutes))].sort((a, b) => a - b);
  const column = (
    change: string,
    count: (one: SimulatedOutcomes) => number,
  ): SharePlot["series"][number]["percent"] =>
    minutes.map((at) => {
      const one = simulated.find((each) => each.change === change && each.budgetMinutes === at);
      return one ? (100 * count(one)) / one.comparisons : null;
    });
  const changes = [...new Set(simulated.filter((one) => one.isChanged).map((one) => one.change))];
  const same = simulated.find((one) => !one.isChanged)?.change ?? "";
  return {
    plots: {
      power: {
        minutes,
        series: [
          { label: "the same, qualified", percent: column(same, (one) => one.qualified) },
          ...changes.map((change) => ({
            label: `${change}, found`,
            percent: column(change, (one) => one.found),
          })),
        ],
        bound: {
          percent: bounds.foundLeastPercent,
          label: `${bounds.foundLeastPercent} % found by ${bounds.foundWithinMinutes} min`,
        },
      },
      alarms: {
        minutes,
        series: [{ label: "false alarms", percent: column(same, (one) => one.alarms) }],
        bound: {
          percent: bounds.alarmsMostPercent,
          label: `at most ${bounds.alarmsMostPercent} %`,
        },
      },
    },
  };
}
