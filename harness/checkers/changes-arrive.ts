import { z } from "zod";
import { latencies, reached } from "../analysis/latency.ts";
import { quantile } from "../analysis/quantile.ts";
import { parseDuration } from "../core/duration.ts";
import { matchesAny } from "../core/glob.ts";
import { formatMs } from "../core/quantity.ts";
import type { Check } from "../core/scenario.ts";
import { durationSchema } from "../scenario/schema.ts";
import {
  type CheckerImplementation,
  checkData,
  fail,
  neverCame,
  pass,
  unknown,
} from "./checker.ts";

const arguments_ = z.strictObject({
  /** Globs of repositories; all by default. */
  repositories: z.array(z.string()).optional(),
  /** Bounds on the time from push to Ready. */
  p50: durationSchema.optional(),
  p95: durationSchema.optional(),
  p99: durationSchema.optional(),
  max: durationSchema.optional(),
});

/** Every commit reaches every Kustomization on its repository, within the bounds. */
export function changesArrive(options: z.infer<typeof arguments_> = {}): Check {
  return checkData("changes-arrive", options);
}

const shares = { p50: 0.5, p95: 0.95, p99: 0.99, max: 1 } as const;

export const changesArriveChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { repositories = ["*"], ...bounds }) {
    const found = latencies(history).filter(
      ({ cold, repository }) => !cold && matchesAny(repositories, repository),
    );
    if (found.length === 0) return unknown("no commit was made while a Kustomization watched");
    const missing = found.filter(({ stages }) => stages.ready === null);
    if (missing[0]) {
      return neverCame(
        history,
        `${missing.length} of ${found.length} arrivals are missing, first ${missing[0].kustomization}`,
        missing.map(({ commitSeq }) => ({ seq: commitSeq })),
      );
    }
    const ready = reached(found, "ready");
    const slowest = found.reduce((a, b) =>
      (a.stages.ready ?? 0) >= (b.stages.ready ?? 0) ? a : b,
    );
    const evidence = [{ seq: slowest.commitSeq }, { seq: slowest.readySeq ?? slowest.commitSeq }];
    const said: string[] = [];
    for (const [name, share] of Object.entries(shares)) {
      const value = quantile(ready, share) ?? 0;
      const bound = bounds[name as keyof typeof shares];
      if (bound && value > (parseDuration(bound) ?? 0)) {
        return fail(
          `${name} from push to Ready is ${formatMs(value)}, over ${bound} (${found.length} arrivals)`,
          evidence,
        );
      }
      if (bound || name === "max")
        said.push(`${name} ${formatMs(value)}${bound ? ` of ${bound}` : ""}`);
    }
    return pass(`${found.length} arrivals, none missing; ${said.join(", ")}`, evidence);
  },
};
