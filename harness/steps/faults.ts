import type {
  ApiFault,
  ApiFaultEffect,
  ApiRequestMatch,
  FaultEffect,
  GitFault,
  GitRequestMatch,
  SinkFault,
  SinkRequestMatch,
} from "../core/fault.ts";

type Effect<Effects extends { use: string }, Use, Match> = Omit<
  Extract<Effects, { use: Use }>,
  "use"
> & { match?: Match };

const gitFault =
  <Use extends FaultEffect["use"]>(use: Use) =>
  (effect: Effect<FaultEffect, Use, GitRequestMatch>): GitFault =>
    ({ target: "git-host", use, ...effect }) as GitFault;

const apiFault =
  <Use extends ApiFaultEffect["use"]>(use: Use) =>
  (effect: Effect<ApiFaultEffect, Use, ApiRequestMatch>): ApiFault =>
    ({ target: "api-server", use, ...effect }) as ApiFault;

const sinkFault =
  <Use extends FaultEffect["use"]>(use: Use) =>
  (effect: Effect<FaultEffect, Use, SinkRequestMatch>): SinkFault =>
    ({ target: "sink", use, ...effect }) as SinkFault;

/** Faults of the Git host, by name. */
export const gitHost = {
  answers: gitFault("answers"),
  limits: gitFault("limits"),
  throttles: gitFault("throttles"),
  stalls: gitFault("stalls"),
  truncates: gitFault("truncates"),
  resets: gitFault("resets"),
  delays: gitFault("delays"),
  refuses: gitFault("refuses"),
  blackholes: gitFault("blackholes"),
};

/** Faults of the sink that notifications go to, by name. */
export const sink = {
  answers: sinkFault("answers"),
  limits: sinkFault("limits"),
  throttles: sinkFault("throttles"),
  stalls: sinkFault("stalls"),
  truncates: sinkFault("truncates"),
  resets: sinkFault("resets"),
  delays: sinkFault("delays"),
  refuses: sinkFault("refuses"),
  blackholes: sinkFault("blackholes"),
};

/** Faults of the API server as the controllers see it, by name. */
export const apiServer = {
  answers: apiFault("answers"),
  limits: apiFault("limits"),
  throttles: apiFault("throttles"),
  stalls: apiFault("stalls"),
  truncates: apiFault("truncates"),
  resets: apiFault("resets"),
  delays: apiFault("delays"),
  refuses: apiFault("refuses"),
  blackholes: apiFault("blackholes"),
  conflicts: apiFault("conflicts"),
  dropsWatches: apiFault("drops-watches"),
  staleWatches: apiFault("stale-watches"),
  compacts: apiFault("compacts"),
};
