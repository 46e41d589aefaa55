import type { Json, JsonObject } from "../../harness/core/json.ts";
import { readPath } from "./read-path.ts";
import { render, timeOf } from "./render.ts";
import type { Next } from "./stage.ts";
import type { WorkloadObject } from "./workload-api.ts";

/** The merge patch of the status that a stage ends with. */
export function nextStatus(
  template: NonNullable<Next["status"]>,
  object: WorkloadObject,
  epochMs: number,
): JsonObject {
  const status = render(template, { object, epochMs }) as JsonObject;
  if (!Array.isArray(status.conditions)) return status;
  const before = readPath(object, "status.conditions");
  const conditions = mergeConditions(
    (Array.isArray(before) ? before : []) as JsonObject[],
    status.conditions as JsonObject[],
    timeOf(epochMs),
  );
  return { ...status, conditions };
}

function mergeConditions(before: JsonObject[], made: JsonObject[], now: string): Json[] {
  const conditions = [...before];
  for (const condition of made) {
    const index = conditions.findIndex(({ type }) => type === condition.type);
    const old = conditions[index];
    const kept = old && old.status === condition.status ? old.lastTransitionTime : undefined;
    const next = { ...condition, lastTransitionTime: kept ?? now };
    if (old) conditions[index] = next;
    else conditions.push(next);
  }
  return conditions;
}
