import { goQuote } from "../access/go-quote.ts";
import { builtinDefinitions } from "../definitions/builtin-definitions.ts";
import { badRequest } from "../model/api-error.ts";
import type { Call } from "./call.ts";

/** Why nobody can tell what a patch left is, of what version: it doesn't even say so in text. */
export function unreadableKind(patched: {
  apiVersion?: unknown;
  kind?: unknown;
}): string | undefined {
  const { apiVersion, kind } = patched;
  for (const [field, value] of Object.entries({ apiVersion, kind })) {
    if (value === undefined || value === null || typeof value === "string") continue;
    const found = Array.isArray(value)
      ? "array"
      : typeof value === "boolean"
        ? "bool"
        : (typeof value as "object" | "number");
    return (
      "couldn't get version/kind; json parse error: " +
      `json: cannot unmarshal ${found} into Go struct field .${field} of type string`
    );
  }
  if (typeof apiVersion === "string" && apiVersion.split("/").length > 2) {
    return `unexpected GroupVersion string: ${apiVersion}`;
  }
  return undefined;
}

/**
 * A patch that leaves a built-in object without its `apiVersion` is decoded into Go's own structs, which
 * know none of the API's field names. @throws ApiError always: nothing of an object is left.
 */
export function refuseInternal(
  patched: { kind?: string },
  { target, query, warnings }: Call,
  refuse: (detail: string) => Error,
): never {
  const { definition, name = "" } = target;
  const { kind = "" } = patched;
  if (kind !== "" && kind !== definition.kind) {
    const isKnown = builtinDefinitions().some(
      (each) => each.group === definition.group && each.kind === kind,
    );
    const group = definition.group.split(".")[0] || "core";
    throw refuse(
      isKnown
        ? `converting (${group}.${kind}) to (${group}.${definition.kind}): unknown conversion`
        : `no kind ${goQuote(kind)} is registered for the internal version of group ${goQuote(definition.group)} in scheme "pkg/runtime/scheme.go:110"`,
    );
  }
  const unknown = Object.keys(patched)
    .filter((field) => field !== "apiVersion" && field !== "kind")
    .sort()
    .map((field) => `unknown field ${goQuote(field)}`);
  const asked = query.get("fieldValidation") || "Warn";
  if (asked === "Strict") throw refuse(`strict decoding error: ${unknown.join(", ")}`);
  if (asked === "Warn") warnings.push(...unknown);
  throw badRequest(
    `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
  );
}
