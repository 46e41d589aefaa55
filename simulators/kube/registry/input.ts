import { copyJson } from "../../support/copy-json.ts";
import { goQuote } from "../access/go-quote.ts";
import { noteRestated } from "../apply/restated.ts";
import { builtinDefinitions } from "../definitions/builtin-definitions.ts";
import { noteEmptied } from "../definitions/strategies/emptied-list.ts";
import { badRequest, type FieldError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { overflowIn } from "../model/number-literals.ts";
import { applyDefaults } from "../schema/apply-defaults.ts";
import { builtinSchemas, objectMeta } from "../schema/builtin-schemas.ts";
import { convertError } from "../schema/convert-error.ts";
import { decodeError } from "../schema/decode-error.ts";
import { pruneUnknown } from "../schema/prune.ts";
import type { Call } from "./call.ts";
import { groupVersion } from "./conversion.ts";
import { invalid } from "./errors.ts";

/** An object out of a request's body, before the schema has looked at it. */
export interface Input {
  object: ApiObject;
  /** Problems of the text itself, as `duplicate field "data.a"`. */
  duplicates: string[];
  /** Of a patch they are told before unknown fields. */
  duplicatesFirst?: boolean;
  /** The object comes out of a server-side apply, whose nulls validation has to see. */
  merged?: boolean;
  /** Somebody looked at the types of its values already. */
  isTyped?: boolean;
}

/**
 * The object as the resource's schema sees it: unknown fields dropped (or told, as `fieldValidation`
 * wants), defaults filled in. @throws ApiError BadRequest.
 */
export function acceptInput(input: Input, call: Call): ApiObject {
  const { definition, version } = call.target;
  const { schema, schemas } = version;
  requireKind(input.object, call);
  const isTyped = input.isTyped || (input.merged && definition.custom);
  const wrong = isTyped ? undefined : mistyped(input.object, call);
  if (wrong !== undefined) {
    const { kind = definition.kind, apiVersion } = input.object;
    const named = apiVersion?.split("/").at(-1) ?? version.name;
    throw badRequest(
      `${kind} in version "${named}" cannot be handled as a ${definition.kind}: ${wrong}`,
    );
  }
  const { value, unknown } = pruneUnknown({ schema, schemas, value: input.object });
  const strange = unknown.map((path) => `unknown field "${path}"`);
  const { duplicates, duplicatesFirst = false } = input;
  reportFields(duplicatesFirst ? [...duplicates, ...strange] : [...strange, ...duplicates], call);
  const { merged: keepNulls = false } = input;
  const object = applyDefaults({ schema, schemas, value, keepNulls, keepEmpty: true }) as ApiObject;
  const { metadata } = object;
  const whole: ApiObject = {
    ...object,
    apiVersion: groupVersion(definition.group, version.name),
    // Of another kind is told by validation.
    kind: (definition.custom && input.object.kind) || definition.kind,
    metadata: metadata ?? { name: "" },
  };
  // An empty list of owners asks for a new start, which defaults would drop.
  if (!definition.custom && input.object.metadata?.managedFields?.length === 0) {
    whole.metadata = { ...whole.metadata, managedFields: [] };
  }
  const { setDefaults } = definition.strategy ?? {};
  const own = setDefaults ? copyJson(whole) : whole;
  setDefaults?.(own, version.name);
  if (!input.merged) noteRestated({ schema, schemas, sent: input.object, object: own });
  if (!definition.custom) noteEmptied(own, input.object);
  return own;
}

/** @throws ApiError Invalid for a custom resource of another kind or version. */
export function requireOwnKind({ apiVersion, kind, metadata }: ApiObject, { target }: Call): void {
  const { definition, version } = target;
  const wanted = {
    kind: definition.kind,
    apiVersion: groupVersion(definition.group, version.name),
  };
  const problems = Object.entries({ kind, apiVersion }).flatMap(([field, value]): FieldError[] => {
    const own = wanted[field as keyof typeof wanted];
    return value === own
      ? []
      : [{ type: "FieldValueInvalid", field, value, detail: `must be ${own}` }];
  });
  if (problems.length === 0) return;
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  throw invalid({ group, kind }, metadata.name, problems);
}

/** Finalizers of no domain are let through with a word of warning. */
export function warnOfFinalizers(
  { metadata }: ApiObject,
  { target, warnings }: Call,
  live?: ApiObject,
): void {
  if (!target.definition.custom) return;
  const before = live?.metadata.finalizers ?? [];
  const standard = ["orphan", "foregroundDeletion", "kubernetes"];
  for (const finalizer of metadata.finalizers ?? []) {
    if (finalizer.includes("/") || standard.includes(finalizer)) continue;
    if (before.includes(finalizer)) continue;
    warnings.push(
      `metadata.finalizers: ${goQuote(finalizer)}: prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers`,
    );
  }
}

/** What is wrong with the types of an object's values; of a custom resource only metadata is decoded. */
export function mistyped(
  object: ApiObject,
  { target }: Call,
  converted = false,
): string | undefined {
  const { schema, schemas } = target.version;
  const find = converted ? convertError : decodeError;
  if (!target.definition.custom) return find({ schema, schemas, value: object });
  const overflow = overflowIn(object);
  if (overflow !== undefined)
    return `json: cannot unmarshal number ${overflow} into Go value of type float64`;
  const metadata = { schema: metadataSchema, schemas: builtinSchemas() };
  if (decodeError({ ...metadata, value: object.metadata }) === undefined) return undefined;
  // It goes through a map first, which Go writes in the order of its keys: so they are told.
  return decodeError({ ...metadata, value: sortKeys(object.metadata) });
}

const metadataSchema = { ref: objectMeta };

export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sortKeys(each)]));
}

/** Tells of fields that nobody knows, the way the request asked for. */
export function reportFields(problems: readonly string[], call: Call): void {
  if (problems.length === 0) return;
  const { definition, version } = call.target;
  const asked = call.query.get("fieldValidation") || "Warn";
  if (asked === "Warn") call.warnings.push(...problems);
  if (asked !== "Strict") return;
  throw badRequest(
    `${definition.kind} in version "${version.name}" cannot be handled as a ${definition.kind}: ` +
      `strict decoding error: ${problems.join(", ")}`,
  );
}

/** The object must be of the resource's own kind if it says any. @throws ApiError BadRequest. */
function requireKind(object: Partial<ApiObject>, { target }: Call): void {
  const { definition, version } = target;
  const { apiVersion, kind } = object;
  const wanted = groupVersion(definition.group, version.name);
  if (definition.custom) {
    if ((apiVersion ?? "") === wanted) return;
    if (apiVersion === null) {
      const why = ".apiVersion accessor error: <nil> is of the type <nil>, expected string";
      throw badRequest(`${kind} in version "" cannot be handled as a ${definition.kind}: ${why}`);
    }
    throw badRequest(
      `the API version in the data (${apiVersion ?? ""}) does not match the expected API version (${wanted})`,
    );
  }
  const why = unfit(object, { target });
  if (why === undefined) return;
  const name = (apiVersion || wanted).split("/").at(-1) ?? "";
  throw badRequest(
    `${kind || definition.kind} in version "${name}" cannot be handled as a ${definition.kind}: ${why}`,
  );
}

/** Why an object of another kind can't be had as one of a built-in resource. */
export function unfit(
  object: Partial<ApiObject>,
  { target: { definition, version } }: Pick<Call, "target">,
): string | undefined {
  if (definition.custom) return undefined;
  const wanted = groupVersion(definition.group, version.name);
  const apiVersion = object.apiVersion || wanted;
  const kind = object.kind || definition.kind;
  if (kind === definition.kind && apiVersion === wanted) return undefined;
  const [name = "", group = ""] = apiVersion.split("/").reverse();
  const options = /^(Create|Update|Patch|Delete|Get|List)Options$/.test(kind);
  const known =
    options ||
    builtinDefinitions().some(
      (each) =>
        each.group === group &&
        each.kind === kind &&
        each.versions.some((version) => version.name === name),
    );
  if (!known) {
    return `no kind ${goQuote(kind)} is registered for version ${goQuote(apiVersion)} in scheme "pkg/runtime/scheme.go:110"`;
  }
  const into = `${definition.group.split(".")[0] || "core"}.${definition.kind}`;
  return `converting (${name}.${kind}) to (${into}): unknown conversion`;
}
