import { existsSync } from "node:fs";
import { join } from "node:path";
import { describeExit } from "../core/describe-exit.ts";
import { HarnessError, UnsupportedError } from "../core/failure.ts";
import type { HistoryEntry } from "../core/history.ts";
import type { LimitProbe } from "../core/limits.ts";
import { formatMs } from "../core/quantity.ts";
import { fileNames, readRun } from "../runner/run-directory.ts";
import { keptRun, requireSameRun } from "./kept-run.ts";
import type { ProbeRequest, ProbeSite } from "./probe-run.ts";

/** What a run under a limit shows. */
export type ProbeFindings = Omit<LimitProbe, "limitBytes" | "seed" | "dir">;

/**
 * What a run on disk shows; undefined for none, and for one that was cut short before it showed anything.
 * @throws UnsupportedError or HarnessError for a run that could not be judged, UsageError for one of something else
 */
export async function readProbe(
  site: Pick<ProbeSite, "dir" | "subject" | "environment">,
  request: Pick<ProbeRequest, "point" | "processes">,
): Promise<ProbeFindings | undefined> {
  const { point, processes } = request;
  const dir = join(site.dir, point.dir);
  if (!existsSync(join(dir, fileNames.verdicts))) return undefined;
  const { info, history } = await readRun(dir);
  const expected = { point, subject: site.subject.info, environment: site.environment.name };
  const exit = history.find((entry) => isExit(entry, processes));
  const peaks = peaksOf(history, processes);
  if (exit?.type === "process.exit") {
    requireSameRun(dir, info, expected);
    const because = `${exit.process} ${describeExit(exit)} ${(exit.tMs / 1000).toFixed(1)} s after the run's begin`;
    const endedBy = exit.oomKilled ? "kill" : "exit";
    return { survived: false, isCertain: true, endedBy, because, ...peaks, tookMs: exit.tMs };
  }
  const kept = await keptRun(dir, expected);
  if (!kept) return undefined;
  if (kept.state === "unknown") throw undecided(dir, history, kept.because[0] ?? "unknown");
  const late = processes.flatMap((name) => lateWorkers(history, name) ?? []);
  const failure = late[0] ?? kept.because[0];
  const because = failure ?? "it passed, and nothing exited";
  const survived = failure === undefined;
  return { survived, isCertain: false, because, ...peaks, tookMs: kept.tookMs ?? 0 };
}

/** A run that can't be judged shows neither that the limit is enough nor that it isn't. */
function undecided(dir: string, history: readonly HistoryEntry[], because: string): Error {
  const unsupported = history.find((entry) => entry.type === "unsupported");
  return unsupported?.type === "unsupported"
    ? new UnsupportedError(unsupported.what, unsupported.because)
    : new HarnessError(`${dir}: this run under a limit could not be judged: ${because}`);
}

/** Of a start that takes a second or two when there is room. */
const startMsMax = 20_000;

/**
 * A limit can be too small without a kill: pages of code are dropped and read again, over and over. How long
 * the run happens to last must not decide whether such a start counts.
 */
function lateWorkers(history: readonly HistoryEntry[], process: string): string | undefined {
  const own = history.filter((entry) => "process" in entry && entry.process === process);
  // A slot that found a port taken is started once more, its controllers with it.
  const startMs = own.findLast(
    (entry) => entry.type === "process.start" && entry.restarts === 0,
  )?.tMs;
  const workersMs = own.find((entry) => entry.type === "process.workers")?.tMs;
  if (startMs === undefined || workersMs === undefined) {
    return `the workers of ${process} never began`;
  }
  const tookMs = workersMs - startMs;
  return tookMs <= startMsMax
    ? undefined
    : `the workers of ${process} began ${formatMs(tookMs)} after its start, later than ${formatMs(startMsMax)}`;
}

/** Whether one of these processes exited, by itself or by the kernel. */
export function isExit(entry: HistoryEntry, processes: readonly string[]): boolean {
  return entry.type === "process.exit" && processes.includes(entry.process);
}

function peaksOf(history: readonly HistoryEntry[], processes: readonly string[]) {
  const seen = history.filter(
    (entry) => entry.type === "process.usage" && processes.includes(entry.process),
  );
  const peak = (name: "rssPeak" | "workingSet") => {
    const largest = Math.max(
      0,
      ...seen.map((entry) => (entry.type === "process.usage" ? (entry[name] ?? 0) : 0)),
    );
    return largest === 0 ? null : largest;
  };
  return { residentPeakBytes: peak("rssPeak"), workingSetPeakBytes: peak("workingSet") };
}
