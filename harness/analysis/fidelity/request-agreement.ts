import type { HistoryEntry } from "../../core/history.ts";

/** How many requests of one kind a controller made: in the recordings, and in each run held to them. */
export interface RequestDifference {
  /** `source-controller` */
  controller: string;
  /** `patch gitrepositories/status` */
  request: string;
  /** The fewest and the most that recordings have. */
  recorded: [number, number];
  counted: number[];
}

export interface Agreement<Difference> {
  /** Elements compared and those that agree, by what they belong to: a controller, a repository. */
  shares: { of: string; total: number; agree: number }[];
  differences: Difference[];
}

/** Beyond the spread of recordings, which are few: this share of the count, and so many requests. */
const tolerance = { share: 0.2, requests: 3 };

/** Holds the numbers of API requests, by controller and kind, to those of recorded runs. */
export function compareRequests(
  recordings: readonly (readonly HistoryEntry[])[],
  runs: readonly (readonly HistoryEntry[])[],
): Agreement<RequestDifference> {
  const recorded = recordings.map(countRequests);
  const counted = runs.map(countRequests);
  const controllers = keysOf([...recorded, ...counted]);
  const result: Agreement<RequestDifference> = { shares: [], differences: [] };
  for (const controller of controllers) {
    const own = (counts: Counts[]) => counts.map((each) => each.get(controller) ?? new Map());
    const requests = keysOf([...own(recorded), ...own(counted)]);
    const differences = requests.flatMap((request): RequestDifference[] => {
      const of = (counts: Counts[]) => own(counts).map((each) => each.get(request) ?? 0);
      const [before, now] = [of(recorded), of(counted)];
      const range: [number, number] = [Math.min(...before), Math.max(...before)];
      return now.every((count) => isNear(count, range))
        ? []
        : [{ controller, request, recorded: range, counted: now }];
    });
    const total = requests.length;
    result.shares.push({
      of: `requests of ${controller}`,
      total,
      agree: total - differences.length,
    });
    result.differences.push(...differences);
  }
  return result;
}

function isNear(count: number, [fewest, most]: [number, number]): boolean {
  const { share, requests } = tolerance;
  return count >= fewest * (1 - share) - requests && count <= most * (1 + share) + requests;
}

type Counts = Map<string, Map<string, number>>;

/** From the first step on: what controllers ask for before is not the scenario's. */
function countRequests(history: readonly HistoryEntry[]): Counts {
  const counts: Counts = new Map();
  const began = history.find((entry) => entry.type === "step.start")?.seq ?? 0;
  for (const entry of history) {
    if (entry.type !== "kube.requests" || entry.seq < began) continue;
    for (const [controller, requests] of Object.entries(entry.counts)) {
      const own = counts.get(controller) ?? new Map<string, number>();
      counts.set(controller, own);
      for (const [request, count] of Object.entries(requests)) {
        // Audit logs have a watch when it ends, if then.
        if (request.startsWith("watch ")) continue;
        own.set(request, (own.get(request) ?? 0) + count);
      }
    }
  }
  return counts;
}

function keysOf(maps: readonly ReadonlyMap<string, unknown>[]): string[] {
  return [...new Set(maps.flatMap((map) => [...map.keys()]))].sort();
}
