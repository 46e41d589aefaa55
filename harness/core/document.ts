import type { HostInfo } from "./run.ts";

/** What all documents begin with that sum runs up: who made it, when, where, and whether it is whole. */
export interface DocumentHead {
  version: 1;
  fluxproof: string;
  /** ISO 8601: of the first call that worked on it. */
  startedAt: string;
  environment: string;
  gitHost: string;
  host: HostInfo;
  /** What chance is drawn from: of the first run, those after it have the seeds after it. */
  seed: number;
  /** Begun and not ended: why, and what a later call with the same folder still has to do. */
  unfinished?: string;
}
