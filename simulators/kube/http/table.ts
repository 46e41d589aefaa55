import { templateGeneration } from "../definitions/strategies/workload-defaults.ts";
import type { ApiObject, ObjectMeta } from "../model/api-object.ts";
import type { PrinterColumn, ServedVersion } from "../model/resource.ts";
import { age } from "./age.ts";
import { evaluateJsonPath } from "./json-path.ts";

export interface TableOptions {
  version: ServedVersion;
  /** `v1` or `v1beta1` of `meta.k8s.io`. */
  tableVersion: string;
  items: readonly ApiObject[];
  metadata: Record<string, unknown>;
  includeObject: string;
  epochMs: number;
  /** Watches send the columns with their first row alone. */
  columns?: boolean;
}

/** The Table form of objects: what `kubectl get` prints. */
export function tableOf(options: TableOptions): Record<string, unknown> {
  const { version, items, metadata, tableVersion, epochMs } = options;
  const columns = version.printerColumns;
  const definitions = columns.map(
    ({ name, type, format = "", description, priority = 0, jsonPath, cell }) => ({
      name,
      type,
      format,
      description:
        description ||
        (cell ? "" : `Custom resource definition column (in JSONPath format): ${jsonPath}`),
      priority,
    }),
  );
  const bare = columns.some(({ name }) => name === "Created At");
  return {
    kind: "Table",
    apiVersion: `meta.k8s.io/${tableVersion}`,
    metadata,
    columnDefinitions: options.columns === false ? null : definitions,
    // Those of kinds without columns of their own are never made when there are none.
    rows:
      bare && items.length === 0
        ? null
        : items.map((item) => ({
            cells: columns.map((column) => cell(item, column, epochMs)),
            ...rowObject(item, options),
          })),
  };
}

function rowObject(item: ApiObject, { includeObject, tableVersion }: TableOptions) {
  if (includeObject === "None") return { object: null };
  return { object: includeObject === "Object" ? item : partial(item, tableVersion) };
}

/** It's that of the server's own object: what one keeps in a field is no annotation there. */
function internalMetadata({ kind, metadata }: ApiObject): ObjectMeta {
  const { annotations, ...others } = metadata;
  if (kind !== "DaemonSet" || annotations?.[templateGeneration] === undefined) return metadata;
  const { [templateGeneration]: _, ...rest } = annotations;
  return Object.keys(rest).length === 0 ? others : { ...others, annotations: rest };
}

/** The metadata of an object under its own kind. */
export function partial(item: ApiObject, version: string): Record<string, unknown> {
  const metadata = internalMetadata(item);
  return { kind: "PartialObjectMetadata", apiVersion: `meta.k8s.io/${version}`, metadata };
}

function cell(item: ApiObject, column: PrinterColumn, epochMs: number): unknown {
  const { type, jsonPath } = column;
  if (column.cell) return column.cell(item, epochMs);
  const values = evaluateJsonPath(item, jsonPath);
  const [first] = values;
  if (first === undefined) return null;
  switch (type) {
    case "integer":
    case "number":
      return typeof first === "number" ? first : Number(first);
    case "boolean":
      return first === true;
    case "date":
      return typeof first === "string" ? age(epochMs - Date.parse(first)) : "<invalid>";
    default:
      return values.map(text).join(",");
  }
}

function text(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
