import { isDeepStrictEqual } from "node:util";
import type { FieldError } from "../../model/api-error.ts";
import { invalid } from "../../model/findings.ts";
import { applyDefaults } from "../../schema/apply-defaults.ts";
import { builtinSchemas } from "../../schema/builtin-schemas.ts";
import { pruneUnknown } from "../../schema/prune.ts";
import { validateValue } from "../../schema/validate-value.ts";
import { convertSchema } from "./convert-schema.ts";
import type { JsonSchemaProps } from "./crd-shape.ts";

/** A default must itself be as its schema says, and have no field that would be pruned. */
export function validateDefault(props: JsonSchemaProps, at: string): FieldError[] {
  const schemas = builtinSchemas();
  const schema = convertSchema(props);
  const field = `${at}.default`;
  const value = applyDefaults({ schema, schemas, value: props.default });
  const { value: pruned, unknown } = pruneUnknown({ schema, schemas, value: props.default });
  if (unknown.length > 0 || !isDeepStrictEqual(pruned, props.default))
    return [invalid(field, props.default, "must not have unknown fields")];
  return validateValue({ schema, schemas, value }).map((error) => ({
    ...error,
    field: error.field === "<nil>" ? field : `${field}.${error.field}`,
  }));
}
