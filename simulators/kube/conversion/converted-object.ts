import { isMap, type JsonMap } from "../apply/json-value.ts";
import { annotations, labels } from "../definitions/validation/selectors.ts";
import type { ApiError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { failed } from "../patch/patch-error.ts";
import { describe } from "../registry/errors.ts";

/**
 * What a webhook made of an object: of its metadata it may change labels and annotations, and all the
 * rest is the object's own. @throws ApiError
 */
export function takeConverted(
  value: unknown,
  { object, apiVersion, of }: { object: ApiObject; apiVersion: string; of: string },
): ApiObject {
  const converted = asObject(value);
  const invalid = (why: string) => failed(`${of} returned invalid object: ${why}`);
  const unfit = (why: string) => failed(`${of} returned invalid object at index 0: ${why}`);
  if (converted.apiVersion !== apiVersion) {
    const received = converted.apiVersion || "/";
    throw unfit(`invalid groupVersion (expected ${apiVersion}, received ${received})`);
  }
  if (converted.kind !== object.kind) {
    throw unfit(`invalid kind (expected ${object.kind}, received ${converted.kind})`);
  }
  const metadata = isMap(converted.metadata) ? converted.metadata : {};
  for (const [field, word] of identity) {
    const [before, after] = [textOf(object.metadata[field]), textOf(metadata[field])];
    if (before !== after) throw invalid(`must have the same ${word}: ${before} != ${after}`);
  }
  const metadataInvalid = (why: string) => failed(`${of} returned invalid metadata: ${why}`);
  return {
    ...converted,
    apiVersion,
    kind: object.kind,
    metadata: {
      ...withoutWords(object.metadata),
      ...words("labels", metadata, object, metadataInvalid),
      ...words("annotations", metadata, object, metadataInvalid),
    },
  };
}

const identity = [
  ["name", "name"],
  ["namespace", "namespace"],
  ["uid", "UID"],
] as const;

/** @throws ApiError for what is no object of any kind, as Go's decoder of them says it. */
function asObject(value: unknown): JsonMap {
  const text = JSON.stringify(value) ?? "";
  if (!isMap(value)) throw failed(`json: cannot unmarshal ${text} into Go value of type map`);
  if (textOf(value.kind) === "") throw failed(`Object 'Kind' is missing in '${text}'`);
  return value;
}

function withoutWords({ labels: _, annotations: __, ...metadata }: ApiObject["metadata"]) {
  return metadata;
}

/** Labels or annotations as the webhook wants them. */
function words(
  field: "labels" | "annotations",
  metadata: JsonMap,
  object: ApiObject,
  refuse: (why: string) => ApiError,
) {
  const given = metadata[field];
  if (given === undefined || given === null) return {};
  if (!isMap(given))
    throw refuse(`invalid metadata.${field} of type ${typeOf(given)} in converted object`);
  const before = object.metadata[field] ?? {};
  for (const [key, value] of Object.entries(given)) {
    if (typeof value === "string") continue;
    throw refuse(
      `metadata.${field}[${key}] must be a string, but is ${typeOf(value)} in converted object`,
    );
  }
  const entries = Object.entries(given);
  if (entries.length === 0) return {};
  const same =
    entries.length === Object.keys(before).length &&
    entries.every(([key, value]) => before[key] === value);
  if (same) return { [field]: before };
  const [check, at] =
    field === "labels" ? [labels, "metadata.labels"] : [annotations, "metadata.annotation"];
  const problems = check(given, at).map((each) => `${each.field}: ${describe(each)}`);
  const unique = [...new Set(problems)];
  if (unique.length > 0) throw refuse(unique.length > 1 ? `[${unique.join(", ")}]` : unique.join());
  return { [field]: given as Record<string, string> };
}

/** As `%T` prints a decoded value. */
function typeOf(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  if (typeof value === "boolean") return "bool";
  return typeof value === "string" ? "string" : "map[string]interface {}";
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
