import type { Capacity, CapacityPlan, Estimate, FittedModel } from "../core/capacity.ts";
import { formatBytes, formatMs } from "../core/quantity.ts";

/** The answer first, then what it rests on. */
export function capacityText(capacity: Capacity): string {
  const { plan, refusals, unfinished, models, points, subject, environment, question } = capacity;
  const used = points.filter(({ lost }) => lost === undefined).length;
  const model = subject.kind === "model" ? ", a model: it says nothing of Flux" : "";
  return `${[
    `${question.clusters} clusters × ${question.kustomizationsPerCluster} Kustomizations, ${question.slo.text}: ${plan ? "a plan" : "no plan"}`,
    `measured on ${subject.name} (${environment}${model}), ${used} points`,
    ...points.flatMap(({ dir, lost }) => (lost === undefined ? [] : [`left out: ${dir}: ${lost}`])),
    ...refusals.flatMap(({ kind, because, instead }) => [
      `${kind}: ${because}`,
      ...(instead === undefined ? [] : [`  possible: ${instead}`]),
    ]),
    ...(plan ? ["", ...planLines(plan)] : []),
    "",
    "What it rests on",
    ...models.map(modelLine),
    ...(unfinished === undefined ? [] : ["", `unfinished: ${unfinished}`]),
  ].join("\n")}\n`;
}

function planLines(plan: CapacityPlan): string[] {
  const { controllers, rates, manifests } = plan;
  return [
    ...controllers.flatMap(
      ({
        name,
        instances,
        objectsPerInstance,
        concurrency,
        requests,
        limits,
        memoryBytes,
        utilisation,
      }) => [
        `${name}: ${instances} ${instances === 1 ? "instance" : `instances (${instances - 1} of them shards)`}, --concurrent=${concurrency}, ${objectsPerInstance} objects in the fullest`,
        `  requests ${requests.cpuCores} CPU, ${formatBytes(requests.memoryBytes)}; limits ${limits.cpuCores} CPU, ${formatBytes(limits.memoryBytes)}; peak expected ${interval(memoryBytes, formatBytes)}${utilisation ? `; busy ${interval(utilisation, percent)}` : ""}`,
      ],
    ),
    `sources polled every ${formatMs(plan.sourceIntervalMs)}, Kustomizations every ${formatMs(plan.kustomizationIntervalMs)}`,
    `latency ${interval(plan.latencyMs, formatMs)}, margin ${plan.marginPercent.toFixed(0)} % (${plan.latencyParts.map(({ name, estimate }) => `${name} ${formatMs(estimate.value)}`).join(", ")})`,
    `requests a second: Git ${rates.gitPerSecond ? interval(rates.gitPerSecond, rate) : "not told"}; ${Object.entries(
      rates.kubernetesPerSecond,
    )
      .map(([name, each]) => `Kubernetes by ${name} ${interval(each, rate)}`)
      .join(
        "; ",
      )}; while a commit is applied ${rates.kubernetesPerSecondPeak ? interval(rates.kubernetesPerSecondPeak, rate) : "not told"}`,
    plan.binding,
    "Held to be true:",
    ...plan.assumptions.map((assumption) => `- ${assumption}`),
    ...(manifests
      ? [
          `manifests: ${manifests.dir}${manifests.dryRun ? `, dry run: ${manifests.dryRun.because}` : ""}`,
        ]
      : []),
  ];
}

function modelLine({ name, controller, figure, fits, because, knee }: FittedModel): string {
  const of = controller === null ? name : `${name} of ${controller}`;
  const kneeText = knee ? `; knee at ${interval(knee, (value) => value.toFixed(1))} workers` : "";
  return `- ${of} (${figure}): ${fits ? "fits" : "does not fit"}: ${because}${kneeText}`;
}

function interval({ value, low, high }: Estimate, show: (value: number) => string): string {
  return `${show(value)} (${show(low)} to ${show(high)})`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function rate(value: number): string {
  return value >= 10 ? value.toFixed(0) : value.toPrecision(2);
}
