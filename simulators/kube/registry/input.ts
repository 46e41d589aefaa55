import { badRequest } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { applyDefaults } from "../schema/apply-defaults.ts";
import { pruneUnknown } from "../schema/prune.ts";
import type { Call } from "./call.ts";
import { groupVersion } from "./conversion.ts";

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
  requireKind(input.object, call);
  const { value, unknown } = pruneUnknown({ schema, schemas, value: input.object });
  reportFields([...unknown.map((path) => `unknown field "${path}"`), ...input.duplicates], call);
  const object = applyDefaults({ schema, schemas, value }) as ApiObject;
  const { metadata } = object;
  const whole: ApiObject = {
    ...object,
    apiVersion: groupVersion(definition.group, version.name),
    kind: definition.kind,
    metadata: metadata ?? { name: "" },
  };
  if (!definition.strategy?.setDefaults) return whole;
  const own = structuredClone(whole);
  definition.strategy.setDefaults(own, version.name);
  return own;
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
function requireKind(object: unknown, { target }: Call): void {
  const { definition, version } = target;
  if (object === null) return;
  const { apiVersion, kind } = object as Partial<ApiObject>;
  const wanted = groupVersion(definition.group, version.name);
  if ((!kind || kind === definition.kind) && (!apiVersion || apiVersion === wanted)) return;
  if (definition.custom) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${wanted})`,
    );
  }
  const name = apiVersion?.split("/").at(-1) ?? version.name;
  const [from, to] = [
    `v1.${kind}`,
    `${definition.group.split(".")[0] || "core"}.${definition.kind}`,
  ];
  throw badRequest(
    `${kind ?? definition.kind} in version "${name}" cannot be handled as a ${definition.kind}: ` +
      `converting (${from}) to (${to}): unknown conversion`,
  );
}
