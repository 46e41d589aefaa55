import type { FieldError } from "../../model/api-error.ts";
import type { Schema } from "../../model/schema.ts";
import type { Node } from "./node.ts";

/** `anyOf`, `oneOf`, `allOf` and `not`. `validate` is handed in, for it is what calls this. */
export function validateCombinations(
  node: Node,
  validate: (node: Node) => FieldError[],
): FieldError[] {
  const { schema, path } = node;
  if (!schema.anyOf && !schema.oneOf && !schema.allOf && !schema.not) return [];
  const results = (schemas: Schema[]) =>
    schemas.map((one) => validate({ ...node, schema: one, old: undefined }));
  const errors: FieldError[] = [];
  const fail = (problem: string) => {
    const detail = `${JSON.stringify(path)} must ${problem}`;
    errors.push({ type: "FieldValueInvalid", field: "<nil>", value: "", detail });
  };
  if (schema.anyOf) {
    const found = results(schema.anyOf);
    if (!found.some((of) => of.length === 0)) {
      fail("validate at least one schema (anyOf)");
      errors.push(...closest(found));
    }
  }
  if (schema.oneOf) {
    const found = results(schema.oneOf);
    const valid = found.filter((of) => of.length === 0).length;
    const told = valid === 0 ? "Found none valid" : `Found ${valid} valid alternatives`;
    if (valid !== 1) fail(`validate one and only one schema (oneOf). ${told}`);
    if (valid === 0) errors.push(...closest(found));
  }
  if (schema.allOf) {
    const found = results(schema.allOf);
    const valid = found.filter((of) => of.length === 0).length;
    errors.push(...found.flat());
    if (valid !== found.length)
      fail(`validate all the schemas (allOf)${valid === 0 ? ". None validated" : ""}`);
  }
  if (schema.not && results([schema.not])[0]?.length === 0) fail("not validate the schema (not)");
  return errors;
}

/** The real server tells what is wrong by the alternative that came nearest. */
function closest(results: FieldError[][]): FieldError[] {
  const [first = [], ...others] = results;
  return others.reduce((best, one) => (one.length < best.length ? one : best), first);
}
