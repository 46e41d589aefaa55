import type { FieldError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { validateValue } from "../schema/validate-value.ts";
import type { Target } from "./call.ts";
import { isDefinition } from "./crd.ts";
import { validateScale } from "./scale-values.ts";

/** What is wrong with an object by its schema, as it is stored. */
export function validateSchema(
  target: Target,
  object: ApiObject,
  known: { old?: ApiObject; before?: readonly FieldError[] } = {},
): FieldError[] {
  const { definition, version } = target;
  const { schema, schemas } = version;
  // Code judges what it knows; a schema's word on a field that has to be there is not that of the code.
  if (definition.strategy?.validate || isDefinition(definition)) return [];
  // Built-in kinds are structs of Go: null is no value there, and some fields are written as null.
  const plain = definition.custom ? (value: ApiObject) => value : withoutNulls;
  const { old, before = [] } = known;
  const live = old && { old: plain(old) };
  const request = { schema, schemas, value: plain(object), before, ...live };
  if (!definition.custom) return validateValue(request);
  const status = target.subresource === "status";
  const between = validateScale(object, version.subresources.scale, status);
  return validateValue({ ...request, between, ...(status ? { only: "status" } : {}) });
}

function withoutNulls<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutNulls) as T;
  const entries = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  return Object.fromEntries(entries.map(([name, each]) => [name, withoutNulls(each)])) as T;
}
