import type { DocumentHead } from "./document.ts";
import type { SubjectInfo } from "./run.ts";

/** `limits.json`: with how little memory controllers survive a scenario. */
export interface Limits extends DocumentHead {
  subject: SubjectInfo;
  set: string[];
  searches: SmallestLimit[];
}

/** The smallest memory limit of one controller under one load, as far as it was found. */
export interface SmallestLimit {
  controller: string;
  /** `idle` has the controllers alone, without any object. */
  load: "idle" | "load";
  scenario: string;
  /** Bounds of the search, bytes. */
  fromBytes: number;
  toBytes: number;
  /** The largest limit seen to fail; null if none did, and the smallest is `fromBytes` or less. */
  failsAtBytes: number | null;
  /** The smallest limit seen to survive; null if none did, and it is more than `toBytes`. */
  survivesAtBytes: number | null;
  /** In the order they were made. */
  probes: LimitProbe[];
  /** Why it isn't as narrow as was asked for. */
  unfinished?: string;
}

/** So many runs must survive, or fail, before a limit does; a kill or an exit alone decides. */
export const decisiveProbes = 2;

/** One run under a limit. */
export interface LimitProbe {
  limitBytes: number;
  seed: number;
  /** Its run directory within the folder of the search. */
  dir: string;
  /** It passed, and the controller neither was killed for its memory nor exited. */
  survived: boolean;
  /** Killed, or exited: no second probe is needed to believe it. */
  isCertain: boolean;
  /** What ended the controller: the kernel, by its own counter, or it exited; absent where nothing did. */
  endedBy?: "kill" | "exit";
  because: string;
  /** Peak of the controller's resident memory in bytes; null where not measured. */
  residentPeakBytes: number | null;
  /** Peak of its working set, inactive file pages left out; null where not measured. */
  workingSetPeakBytes: number | null;
  tookMs: number;
}
