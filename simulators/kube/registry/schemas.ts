import type { FieldError } from "../model/api-error.ts";
import type { Schema, SchemaSet } from "../model/schema.ts";

interface Request {
  schema: Schema;
  schemas: SchemaSet;
  value: unknown;
}

/** Stands in until schemas are looked at: everything is known. */
export function pruneUnknown({ value }: Request): { value: unknown; unknown: string[] } {
  return { value, unknown: [] };
}

export function applyDefaults({ value }: Request): unknown {
  return value;
}

export function validateValue(_: Request & { old?: unknown }): FieldError[] {
  return [];
}
