import { z } from "zod";
import { kindSchema } from "./kinds.ts";

/** How steps and checkers name a condition of an object; what they ask of its message is their own. */
export const conditionFields = {
  kind: kindSchema,
  name: z.string(),
  /** Condition type; default Ready. */
  type: z.string().optional(),
  status: z.enum(["True", "False", "Unknown"]),
  reason: z.string().optional(),
};
