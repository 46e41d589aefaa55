import type { ApiObject } from "../model/api-object.ts";
import type { Call } from "./call.ts";
import { groupVersion } from "./conversion.ts";
import { badRequest } from "./errors.ts";
import { applyDefaults, pruneUnknown } from "./schemas.ts";

/** An object out of a request's body, before the schema has looked at it. */
export interface Input {
  object: ApiObject;
  /** Problems of the text itself, as `duplicate field "data.a"`. */
  duplicates: string[];
}

/**
 * The object as the resource's schema sees it: unknown fields dropped (or told, as `fieldValidation`
 * wants), defaults filled in. @throws ApiError BadRequest.
 */
export function acceptInput(input: Input, call: Call): ApiObject {
  const { definition, version } = call.target;
  const { schema, schemas } = version;
  const { value, unknown } = pruneUnknown({ schema, schemas, value: input.object });
  reportFields([...unknown.map((path) => `unknown field "${path}"`), ...input.duplicates], call);
  const object = applyDefaults({ schema, schemas, value }) as ApiObject;
  const { metadata } = object;
  return {
    ...object,
    apiVersion: groupVersion(definition.group, version.name),
    kind: definition.kind,
    metadata: metadata ?? { name: "" },
  };
}

/** Tells of fields that nobody knows, the way the request asked for. */
export function reportFields(problems: readonly string[], call: Call): void {
  if (problems.length === 0) return;
  const { definition, version } = call.target;
  const asked = call.query.get("fieldValidation") || "Warn";
  if (asked === "Warn") call.warnings.push(...problems);
  if (asked !== "Strict") return;
  throw badRequest(
    definition.custom
      ? `strict decoding error: ${problems.join(", ")}`
      : `${definition.kind} in version "${version.name}" cannot be handled as a ${definition.kind}: ` +
          `strict decoding error: ${problems.join(", ")}`,
  );
}
