import type { Schema } from "../model/schema.ts";

/** Whether defaults leave a value alone, of which most values can be told before anything else is looked at. */
export function staysAsItIs(value: unknown, { ref, presence, format }: Schema): boolean {
  if (typeof value === "object" || value === undefined) return false;
  return ref === undefined && presence === undefined && format !== "quantity" && format !== "byte";
}
