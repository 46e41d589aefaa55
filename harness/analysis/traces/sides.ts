import { UsageError } from "../../core/failure.ts";
import type { RunInfo } from "../../core/run.ts";

/** A stored run and the argument of the command line it was found below. */
export interface FoundRun {
  dir: string;
  /** Number of the argument, from 0. */
  argument: number;
  info: RunInfo;
}

export interface Sides<Run> {
  baselines: Run[];
  candidates: Run[];
}

/**
 * Which runs are held to which, where the user didn't say: runs of one environment and subject belong
 * together. Of two such origins the one in `sim` is held to the other, else the later to the one given
 * first; with one origin, the runs of the last argument are held to all before.
 * @throws UsageError when that leaves one side empty or there are more than two origins.
 */
export function takeSides<Run extends FoundRun>(runs: readonly Run[]): Sides<Run> {
  const origins = [...Map.groupBy(runs, originOf)];
  const [first, second, ...more] = origins;
  if (more.length > 0) {
    throw new UsageError(
      `${origins.length} origins (${origins.map(([name]) => name).join(", ")}): expected one or two; name those to hold to the others with --against DIR…`,
    );
  }
  if (first && second) {
    const [baseline, candidate] =
      isSim(first[1]) && !isSim(second[1]) ? [second, first] : [first, second];
    return { baselines: baseline[1], candidates: candidate[1] };
  }
  const last = Math.max(...runs.map(({ argument }) => argument));
  const sides = {
    baselines: runs.filter(({ argument }) => argument !== last),
    candidates: runs.filter(({ argument }) => argument === last),
  };
  if (sides.baselines.length === 0) {
    throw new UsageError(
      `all runs are below one folder and of one origin (${first?.[0]}): expected another folder to compare them with`,
    );
  }
  return sides;
}

/** `local flux@2.7`: what was tested, and where. */
export function originOf({ info }: { info: RunInfo }): string {
  return `${info.environment} ${info.subject.name}`;
}

function isSim(runs: readonly FoundRun[]): boolean {
  return runs.every(({ info }) => info.environment === "sim");
}
