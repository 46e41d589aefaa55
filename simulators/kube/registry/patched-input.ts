import type { ApiError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { noObject } from "../model/no-version.ts";
import { writeJson } from "../model/number-literals.ts";
import { pruneUnknown } from "../schema/prune.ts";
import type { Call } from "./call.ts";
import { invalid } from "./errors.ts";
import { goPrint } from "./go-print.ts";
import { acceptInput, mistyped, requireOwnKind, sortKeys, unfit } from "./input.ts";
import type { PatchType } from "./patch.ts";
import { refuseInternal, unreadableKind } from "./patched-kind.ts";

/**
 * What a patch made of an object, decoded like any object a client sends; but what is wrong with it is
 * wrong with the patch. @throws ApiError Invalid, BadRequest.
 */
export function acceptPatched(
  given: ApiObject,
  live: ApiObject,
  request: { type: PatchType; patch: unknown; duplicates: string[] },
  call: Call,
): ApiObject {
  const { type, patch } = request;
  if (Array.isArray(given)) throw patchRefused(JSON.stringify(given), noObject(given));
  const { apiVersion, kind } = live;
  // A strategic patch is of the struct itself, which knows its kind.
  const patched = type === "strategic" ? { ...given, apiVersion, kind } : given;
  const { custom } = call.target.definition;
  // Go writes a map in the order of its keys.
  const asText = () => writeJson(custom ? sortKeys(patched) : patched);
  const shown = () => (type === "strategic" ? goPrint(patch) : asText());
  const refuse = (detail: string) => patchRefused(shown(), detail);
  const unreadable = unreadableKind(patched);
  if (unreadable !== undefined) throw refuse(unreadable);
  if (custom && !patched.kind) throw refuse(`Object 'Kind' is missing in '${asText()}'`);
  if (custom && !patched.apiVersion) {
    throw new Error("Object 'apiVersion' is missing in 'object has no apiVersion field'");
  }
  if (isForeign(given, live, call)) {
    if (call.target.subresource !== "status") requireOwnKind(given, call);
    return acceptInput({ object: { ...given, apiVersion, kind }, duplicates: [] }, call);
  }
  if (!custom && !patched.apiVersion) refuseInternal(patched, call, refuse);
  const wrong =
    mistyped(type === "strategic" ? given : patched, call, type === "strategic") ??
    unfit(patched, call);
  if (wrong !== undefined) throw refuse(wrong);
  const duplicates = [...request.duplicates, ...unknownOperations(type, patch)];
  if (call.query.get("fieldValidation") === "Strict") {
    const { schema, schemas } = call.target.version;
    const { unknown } = pruneUnknown({ schema, schemas, value: patched });
    const problems = [...duplicates, ...unknown.map((path) => `unknown field "${path}"`)];
    if (problems.length > 0) throw refuse(`strict decoding error: ${problems.join(", ")}`);
  }
  return acceptInput({ object: patched, duplicates, duplicatesFirst: true, isTyped: true }, call);
}

/** Whether a patch made a custom resource another, which only its status gets away with. */
export function isForeign(
  { apiVersion, kind }: ApiObject,
  live: ApiObject,
  { target }: Call,
): boolean {
  const { definition, subresource } = target;
  if (!definition.custom || !apiVersion || !kind) return false;
  return apiVersion !== live.apiVersion || (subresource === "status" && kind !== live.kind);
}

export function patchRefused(value: string, detail: string): ApiError {
  const problem = { type: "FieldValueInvalid", field: "patch", value, detail } as const;
  return invalid({ group: "", kind: "" }, "", [problem]);
}

const operationFields = ["op", "path", "from", "value"];

/** Fields of a JSON patch's operations that mean nothing. */
function unknownOperations(type: PatchType, patch: unknown): string[] {
  if (type !== "json" || !Array.isArray(patch)) return [];
  return patch.flatMap((operation: unknown, index) =>
    Object.keys(operation ?? {})
      .filter((key) => !operationFields.includes(key))
      .map((key) => `json patch unknown field "[${index}].${key}"`),
  );
}
