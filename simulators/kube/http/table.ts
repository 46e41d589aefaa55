import { templateGeneration } from "../definitions/strategies/workload-defaults.ts";
import type { ApiObject } from "../model/api-object.ts";
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
  return { object: includeObject === "Object" ? item : partial(internal(item), tableVersion) };
}

/** Rows are of the server's own objects: what one keeps in a field is no annotation there. */
function internal(item: ApiObject): ApiObject {
  const { annotations } = item.metadata;
  if (item.kind !== "DaemonSet" || annotations?.[templateGeneration] === undefined) return item;
  const { [templateGeneration]: _, ...rest } = annotations;
  const { annotations: __, ...metadata } = item.metadata;
  const kept = Object.keys(rest).length === 0 ? {} : { annotations: rest };
  return { ...item, metadata: { ...metadata, ...kept } };
}

/** The metadata of an object under its own kind. */
export function partial({ metadata }: ApiObject, version: string): Record<string, unknown> {
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
