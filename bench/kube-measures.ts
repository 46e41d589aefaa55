import type { Job } from "./kube-load.ts";
import type { Operation } from "./kube-requests.ts";

const requestsPerRound = 2000;
const clients = 16;
const watchers = 50;
/** Objects that are written to again and again. */
const pool = 1000;

/** What a server is held to the other by. */
export interface Measure {
  what: string;
  ratioMin: number;
  work(round: number): Job["work"];
  /** Done before each round, outside of what is measured. */
  before?(round: number): Job["work"];
  /** Of what `seconds` are divided into; requests unless told. */
  per?: "events";
}

export const measures: Measure[] = [
  {
    what: "creates a second",
    ratioMin: 2,
    work: (round) => writes("create", `create-${round}-`, requestsPerRound, requestsPerRound),
  },
  {
    what: "merge patches a second",
    ratioMin: 2,
    work: (round) => writes("merge", "memory-", requestsPerRound, pool, `${round}`),
  },
  {
    what: "status patches a second",
    ratioMin: 2,
    before: (round) => writes("create-custom", `status-${round}-`, pool, pool),
    work: (round) => writes("status", `status-${round}-`, requestsPerRound, pool),
  },
  {
    what: "server-side applies a second",
    ratioMin: 1,
    work: (round) => writes("apply", `apply-${round}-`, requestsPerRound, pool),
  },
  {
    what: `events a second to ${watchers} watchers`,
    ratioMin: 2,
    per: "events",
    work: () => ({ do: "fan-out", watchers, clients: 4, count: 500, prefix: "memory-", pool }),
  },
  {
    what: "lists of 10,000 and more objects a second",
    ratioMin: 1,
    work: () => ({ do: "list", count: 4 }),
  },
];

export function writes(
  operation: Operation,
  prefix: string,
  count: number,
  objects: number,
  seed = "",
): Job["work"] {
  return { do: "requests", operation, clients, count, prefix, pool: objects, seed };
}
