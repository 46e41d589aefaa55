import type { Shape } from "../../harness/core/capacity.ts";
import { formatBytes, formatMs } from "../../harness/core/quantity.ts";
import type { Compared } from "./compare.ts";

/** `accuracy.json` */
export interface Accuracy {
  commit: string;
  subject: string;
  environment: string;
  /** ISO 8601. */
  startedAt: string;
  host: string;
  experiments: ExperimentResult[];
  /** What the budget did not reach. */
  unfinished?: string;
}

interface FittedAndMeasured {
  fitted: number[];
  measured: number[];
}

export interface ExperimentResult {
  name: string;
  question: string;
  cpuLimitCores: number | null;
  /** Points that the models are fitted to. */
  fitted: number;
  /** Repeats of what is predicted. */
  repeats: number;
  /** Milliseconds that the fixed computation took around the fitted points and around the repeats. */
  pacesMs: FittedAndMeasured;
  /** See `heldBackPercent`. */
  heldBackPercent: FittedAndMeasured;
  compared: Compared[];
}

export function accuracyMarkdown(accuracy: Accuracy): string {
  const { commit, subject, environment, startedAt, host, experiments, unfinished } = accuracy;
  return `${[
    "# How good are the predictions of `fluxproof capacity`?",
    "",
    `${subject} on ${environment}, at commit ${commit}, ${startedAt}, ${host}. Fitted at 300 Kustomizations or fewer, predicted before it was measured: \`npm run accuracy\`. A prediction may be 15 % off the median p95 latency and 10 % off the median peak memory, or as far as repeats lie apart.`,
    ...(unfinished === undefined ? [] : ["", `Unfinished: ${unfinished}`]),
    ...experiments.flatMap(experimentLines),
  ].join("\n")}\n`;
}

function experimentLines(experiment: ExperimentResult) {
  const { question, cpuLimitCores, fitted, repeats, compared } = experiment;
  const limit = cpuLimitCores === null ? "no CPU limit" : `${cpuLimitCores} CPU for each instance`;
  return [
    "",
    `## ${question}`,
    "",
    `${limit}; ${fitted} points fitted, ${repeats} runs of what was predicted.`,
    "",
    ...[paceText(experiment), "", heldBackText(experiment)],
    "",
    "| shape | figure | predicted (95 %) | measured | median | spread | off by | verdict |",
    "|---|---|---|---|---|---|---|---|",
    ...compared.map(row),
    ...compared.flatMap(({ predicted, figure, shape, because }) =>
      predicted ? [] : ["", `No prediction of ${figure} at ${shapeText(shape)}: ${because}.`],
    ),
  ];
}

/** What the machine's pace had to do with it. */
function paceText({ compared, pacesMs }: ExperimentResult): string {
  const times = compared.filter(({ figure }) => figure.endsWith("Ms"));
  const weights = times.map(({ pace }) =>
    pace.weight === 0 || pace.referenceMs === null
      ? "latency did not go with it"
      : `latency goes by ${pace.weight.toFixed(2)} % with each percent of it and is told, predicted and measured, for ${paceMs(pace.referenceMs)}`,
  );
  return `The machine's pace (processor time of a fixed computation during each run) was ${spread(pacesMs.fitted, paceMs)} at the fitted points and ${spread(pacesMs.measured, paceMs)} at those predicted; ${[...new Set(weights)].join("; ")}.`;
}

const paceMs = (value: number) => `${value.toFixed(2)} ms`;

/** Whether it was the stated quota that held Flux up, or the machine. */
function heldBackText({ heldBackPercent: { fitted, measured }, cpuLimitCores }: ExperimentResult) {
  const percent = (value: number) => `${value.toFixed(0)} %`;
  const most = cpuLimitCores === null ? "" : `, where ${percent(100 * (1 - cpuLimitCores))} is all`;
  return `Its quota kept kustomize-controller from running for ${spread(fitted, percent)} of the time it wanted to in the fitted points and ${spread(measured, percent)} in those predicted${most}: the less, the more it was the machine that held it up.`;
}

function spread(values: number[], show: (value: number) => string): string {
  if (values.length === 0) return "not measured";
  return `${show(Math.min(...values))} to ${show(Math.max(...values))}`;
}

function row(of: Compared): string {
  const { shape, figure, predicted, measured, median, spreadPercent, errorPercent, verdict } = of;
  const show = figure.endsWith("Bytes") ? formatBytes : formatMs;
  const percent = (value: number | null) => (value === null ? "–" : `${value.toFixed(1)} %`);
  const cells = [
    ...[shapeText(shape), figure],
    predicted
      ? `${show(predicted.value)} (${show(predicted.low)} to ${show(predicted.high)})`
      : "–",
    measured.map(show).join(", ") || "–",
    median === null ? "–" : show(median),
    ...[percent(spreadPercent), percent(errorPercent), verdict],
  ];
  return `| ${cells.join(" | ")} |`;
}

function shapeText({ kustomizations, shards }: Shape): string {
  return `${kustomizations} Kustomizations, ${shards} ${shards === 1 ? "instance" : "instances"}`;
}
