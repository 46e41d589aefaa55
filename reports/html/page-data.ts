import type { CpuTrace } from "../digest/cpu-trace.ts";
import type { RequestBuckets } from "../digest/git-requests.ts";
import { type LatencyCurve, shares } from "../digest/latency-curve.ts";
import type { MemoryTrace } from "../digest/memory-trace.ts";
import type { ObjectTimeline } from "../digest/object-timeline.ts";
import { describeFault, type StepSpan } from "../digest/spans.ts";
import { oneLine } from "../printable.ts";
import { formatMs } from "../quantity.ts";
import type { StoredRun } from "../stored-run.ts";

/** What the page's script draws from. */
export interface PageData {
  shares: readonly number[];
  runs: PageRun[];
}

export interface PageRun {
  durationMs: number;
  lanes: Lane[];
  bands: Span[];
  commitsMs: number[];
  memory: MemoryTrace[];
  cpu: CpuTrace[];
  gitRequests: RequestBuckets;
  latency: LatencyCurve | null;
  coldStart: LatencyCurve | null;
  objects: ObjectTimeline | null;
}

/** One row of the timeline. */
export interface Lane {
  label: string;
  kind: "step" | "fault" | "commit";
  spans: Span[];
}

export interface Span {
  fromMs: number;
  toMs: number;
  /** Drawn inside where it fits. */
  label: string;
  /** Shown when pointed at. */
  text: string;
}

const stepLanesMax = 4;
const spansMax = 600;

export function pageData(runs: readonly StoredRun[]): PageData {
  return { shares, runs: runs.map(pageRun) };
}

function pageRun({ history }: StoredRun): PageRun {
  const { durationMs, memory, cpu, gitRequests, latency, coldStart, objects } = history;
  const bands = history.faults.map(({ fault, fromMs, toMs, met }) => {
    const label = oneLine(describeFault(fault));
    const meeting = met === null ? "" : `, met ${met} requests`;
    return { fromMs, toMs, label, text: `${label}: ${formatMs(toMs - fromMs)}${meeting}` };
  });
  const commits = history.commits.map(({ tMs, repository }) => {
    const text = `commit to ${oneLine(repository)}`;
    return { fromMs: tMs, toMs: tMs, label: "", text };
  });
  const commitSpans = thin(commits, durationMs);
  const lanes: Lane[] = [
    ...stepLanes(history.steps),
    ...bands.map((band): Lane => ({ label: "fault", kind: "fault", spans: [band] })).slice(0, 6),
    ...(commits.length > 0
      ? [{ label: "commits", kind: "commit", spans: commitSpans } as const]
      : []),
  ];
  return {
    ...{ durationMs, lanes, bands, memory, cpu, gitRequests, latency, coldStart, objects },
    commitsMs: commitSpans.map((span) => span.fromMs),
  };
}

/** Steps in as few rows as keep them apart: an inner step stands below the one it is part of. */
function stepLanes(steps: readonly StepSpan[]): Lane[] {
  const lanes: Lane[] = [];
  for (const { use, fromMs, toMs, outcome, because } of steps.slice(0, spansMax)) {
    const label = oneLine(use);
    const reason = because === undefined ? "" : `: ${oneLine(because)}`;
    const text = `${label} ${formatMs(toMs - fromMs)}, ${outcome}${reason}`;
    const free = lanes.find((lane) => (lane.spans.at(-1)?.toMs ?? 0) <= fromMs);
    const span = { fromMs, toMs, label, text };
    if (free) free.spans.push(span);
    else if (lanes.length < stepLanesMax) {
      lanes.push({ label: lanes.length === 0 ? "steps" : "", kind: "step", spans: [span] });
    }
  }
  return lanes;
}

/** At most one span for each place that can be told apart on a screen. */
function thin(spans: readonly Span[], durationMs: number): Span[] {
  const place = (span: Span) => Math.floor((span.fromMs / Math.max(1, durationMs)) * spansMax);
  const groups = Map.groupBy(spans, place);
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const text = others.length === 0 ? first.text : `${others.length + 1} commits`;
    return [{ ...first, text }];
  });
}
