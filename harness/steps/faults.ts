import type {
  ApiFault,
  ApiFaultEffect,
  ApiRequestMatch,
  BucketFault,
  BucketRequestMatch,
  Fault,
  FaultEffect,
  GitFault,
  GitRequestMatch,
  RegistryFault,
  RegistryRequestMatch,
  SinkFault,
  SinkRequestMatch,
} from "../core/fault.ts";

type Effect<Effects extends { use: string }, Use, Match> = Omit<
  Extract<Effects, { use: Use }>,
  "use"
> & { match?: Match };

/** What any HTTP server can suffer, for one target. */
function commonFaults<Target extends Fault, Match>(target: Target["target"]) {
  const fault =
    <Use extends FaultEffect["use"]>(use: Use) =>
    (effect: Effect<FaultEffect, Use, Match>): Target =>
      ({ target, use, ...effect }) as unknown as Target;
  return {
    answers: fault("answers"),
    limits: fault("limits"),
    throttles: fault("throttles"),
    stalls: fault("stalls"),
    truncates: fault("truncates"),
    resets: fault("resets"),
    delays: fault("delays"),
    refuses: fault("refuses"),
    blackholes: fault("blackholes"),
  };
}

const apiFault =
  <Use extends ApiFaultEffect["use"]>(use: Use) =>
  (effect: Effect<ApiFaultEffect, Use, ApiRequestMatch>): ApiFault =>
    ({ target: "api-server", use, ...effect }) as ApiFault;

/** Faults of the Git host, by name. */
export const gitHost = commonFaults<GitFault, GitRequestMatch>("git-host");

/** Faults of the OCI registry, by name. */
export const registry = commonFaults<RegistryFault, RegistryRequestMatch>("registry");

/** Faults of the host of buckets, by name. */
export const buckets = commonFaults<BucketFault, BucketRequestMatch>("buckets");

/** Faults of the sink that notifications go to, by name. */
export const sink = commonFaults<SinkFault, SinkRequestMatch>("sink");

/** Faults of the API server as the controllers see it, by name. */
export const apiServer = {
  ...commonFaults<ApiFault, ApiRequestMatch>("api-server"),
  conflicts: apiFault("conflicts"),
  dropsWatches: apiFault("drops-watches"),
  staleWatches: apiFault("stale-watches"),
  compacts: apiFault("compacts"),
};
