import { type FieldPaths, resetFieldsOf } from "../apply/reset-fields.ts";
import type { Target } from "./call.ts";

/** What an endpoint takes back of every write, so that nobody comes to own it there. */
export function resetFields({ definition, version, subresource }: Target): FieldPaths {
  const { group, kind } = definition;
  const { status } = version.subresources;
  return resetFieldsOf({ group, kind, status, subresource });
}
