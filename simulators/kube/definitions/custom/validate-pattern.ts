import type { FieldError } from "../../model/api-error.ts";
import { invalid } from "../../model/findings.ts";
import { patternProblem } from "../../schema/validate/go-pattern.ts";
import type { JsonSchemaProps } from "./crd-shape.ts";

/** A pattern must be one that Go can read. */
export function validatePattern({ pattern }: JsonSchemaProps, at: string): FieldError[] {
  const problem = pattern ? patternProblem(pattern) : undefined;
  if (problem === undefined) return [];
  const detail = `must be a valid regular expression, but isn't: ${problem}`;
  return [invalid(`${at}.pattern`, pattern, detail)];
}
