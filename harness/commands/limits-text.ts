import { absent, formatBytes } from "../../reports/quantity.ts";
import { alignColumns } from "../../reports/table/align-columns.ts";
import type { Limits, SmallestLimit } from "../core/limits.ts";

/** What was found, for people: a row for each controller and load, and what each limit failed by. */
export function limitsText({
  subject,
  environment,
  gitHost,
  searches,
  unfinished,
}: Limits): string {
  const isModel = subject.kind === "model" ? " (of the model, not measured)" : "";
  const head = [
    "controller",
    "under",
    "fails at",
    "survives at",
    "resident there",
    "working set",
    "runs",
  ];
  const rows = searches.map((found) => [
    found.controller,
    found.load === "idle" ? "no object" : found.scenario,
    bound(found, found.failsAtBytes, `none down to ${formatBytes(found.fromBytes)}`),
    bound(found, found.survivesAtBytes, `none up to ${formatBytes(found.toBytes)}`),
    formatBytes(peakAt(found, "residentPeakBytes")),
    formatBytes(peakAt(found, "workingSetPeakBytes")),
    String(found.probes.length),
  ]);
  return [
    `${subject.name} · ${environment} · ${gitHost}`,
    `Smallest memory limits${isModel}: a run that passes without a kill or an exit survives, twice`,
    ...alignColumns([head, ...rows], { words: 2 }),
    "",
    ...searches.flatMap(({ controller, load, failsAtBytes, probes }) => {
      const at = probes.findLast(({ limitBytes }) => limitBytes === failsAtBytes);
      return at
        ? [`${controller}, ${load}, ${formatBytes(at.limitBytes)}: ${at.because} (${at.dir})`]
        : [];
    }),
    ...(unfinished === undefined ? [] : [`unfinished: ${unfinished}`]),
  ].join("\n");
}

/** A search that was cut short knows of no limit yet what one that ended knows of all. */
function bound({ unfinished }: SmallestLimit, bytes: number | null, none: string): string {
  if (bytes !== null) return formatBytes(bytes);
  return unfinished === undefined ? none : absent;
}

function peakAt(
  { probes, survivesAtBytes }: SmallestLimit,
  figure: "residentPeakBytes" | "workingSetPeakBytes",
): number | null {
  const there = probes.filter(({ limitBytes }) => limitBytes === survivesAtBytes);
  const peaks = there.flatMap((probe) => probe[figure] ?? []);
  return peaks.length === 0 ? null : Math.max(...peaks);
}
