import type { PrinterColumn } from "../../model/resource.ts";
import { ageOf } from "./age.ts";
import { clusterCells } from "./cluster-cells.ts";
import { coreCells } from "./core-cells.ts";
import { flowCells } from "./flow-cells.ts";
import { podCells } from "./pod-cells.ts";
import { storageCells } from "./storage-cells.ts";
import { workloadCells } from "./workload-cells.ts";

export type Cell = NonNullable<PrinterColumn["cell"]>;

/** The cells of resources, by column. */
export type Cells = Record<string, Record<string, Cell>>;

/** How the cells of a column of a built-in resource are worked out, if that is known. */
export function cellOf(group: string, plural: string, column: string): Cell | undefined {
  const key = group === "" || group === "events.k8s.io" ? plural : `${plural}.${group}`;
  return known[key]?.[column] ?? common[column];
}

const known: Cells = {
  ...coreCells,
  pods: podCells,
  ...workloadCells,
  ...clusterCells,
  ...storageCells,
  ...flowCells,
};

const common: Record<string, Cell> = {
  Name: ({ metadata }) => metadata.name,
  Age: ({ metadata }, nowMs) => ageOf(metadata.creationTimestamp, nowMs),
  "Created At": ({ metadata }) => metadata.creationTimestamp ?? null,
};
