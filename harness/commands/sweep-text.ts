import pc from "picocolors";
import { formatBytes, formatMs } from "../../reports/quantity.ts";
import { alignColumns } from "../../reports/table/align-columns.ts";
import type { Sweep, SweptPoint } from "../core/sweep.ts";

/** Without colour: a colour would count as letters in a column. */
const marks = {
  pass: "✓",
  fail: "✗",
  unknown: "?",
  waiting: "…",
} as const;

/** A sweep for people: a row for each run, why some did not pass, what is still to do. */
export function sweepText(sweep: Sweep): string {
  const { subject, environment, gitHost, points, unfinished } = sweep;
  const isModel = subject.kind === "model" ? " (of the model, not measured)" : "";
  const hasScenarios = sweep.scenarios.length > 1;
  const controllers = subject.controllers
    .map(({ name }) => name)
    .filter((name) => points.some(({ metrics }) => metrics?.[memoryOf(name)] !== undefined));
  const words = 1 + (hasScenarios ? 1 : 0) + sweep.axes.length;
  const head = [
    "",
    ...(hasScenarios ? ["scenario"] : []),
    ...sweep.axes.map(({ path }) => path),
    ...["seed", "ready p50", "p95", "p99"],
    ...controllers.map((name) => name.replace("-controller", "")),
  ];
  const rows = points.map((point) => [
    marks[point.state],
    ...(hasScenarios ? [point.scenario] : []),
    ...point.set.slice(sweep.set.length).map((change) => change.slice(change.indexOf("=") + 1)),
    String(point.seed),
    ...["p50", "p95", "p99"].map((name) => formatMs(point.metrics?.[`latency.ready.${name}Ms`])),
    ...controllers.map((name) => formatBytes(point.metrics?.[memoryOf(name)])),
  ]);
  const bad = points.filter(({ because }) => because.length > 0);
  return [
    `${sweep.scenarios.join(", ")} · ${subject.name} · ${environment} · ${gitHost}`,
    `Latency from push to Ready, resident memory at its peak${isModel}`,
    ...alignColumns([head, ...rows], { words }),
    ...bad.flatMap((point) =>
      point.because.map((why) => `${marks[point.state]} ${point.dir}: ${why}`),
    ),
    "",
    unfinished === undefined
      ? `${points.length} runs`
      : pc.yellow(`unfinished: ${unfinished}; ${todo(points)}`),
  ].join("\n");
}

function memoryOf(controller: string): string {
  return `memory.${controller}.rssPeakBytes`;
}

function todo(points: readonly SweptPoint[]): string {
  const count = points.filter(({ state }) => state === "waiting").length;
  return `${points.length - count} of ${points.length} runs are kept, the same command does the rest`;
}
