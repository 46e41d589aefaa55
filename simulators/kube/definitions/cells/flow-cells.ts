import type { Cell, Cells } from "./cell-of.ts";
import { at, listAt, numberAt, textAt } from "./fields.ts";

/** Cells of what limits requests. */
export const flowCells: Cells = {
  "flowschemas.flowcontrol.apiserver.k8s.io": {
    PriorityLevel: (flow) => textAt(flow, "spec", "priorityLevelConfiguration", "name") ?? "",
    MatchingPrecedence: (flow) => numberAt(flow, "spec", "matchingPrecedence"),
    DistinguisherMethod: (flow) => textAt(flow, "spec", "distinguisherMethod", "type") ?? "<none>",
    MissingPL: (flow) => {
      const dangling = listAt(flow, "status", "conditions").find(
        (condition) => at(condition, "type") === "Dangling",
      );
      return dangling === undefined ? "?" : (textAt(dangling, "status") ?? "");
    },
  },
  "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io": {
    Type: (level) => textAt(level, "spec", "type") ?? "",
    NominalConcurrencyShares: limited("nominalConcurrencyShares"),
    Queues: limited("limitResponse", "queuing", "queues"),
    HandSize: limited("limitResponse", "queuing", "handSize"),
    QueueLengthLimit: limited("limitResponse", "queuing", "queueLengthLimit"),
  },
};

function limited(...path: string[]): Cell {
  return (level) => {
    const holder = at(level, "spec", "limited", ...path.slice(0, -1));
    return holder === undefined ? "<none>" : numberAt(level, "spec", "limited", ...path);
  };
}
