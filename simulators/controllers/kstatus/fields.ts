import type { ApiObject } from "../runtime/controller-api.ts";

export interface SaidCondition {
  type: string;
  status: string;
  reason?: string;
}

/** Spec and status of any kind, as far as the rules look at them. */
export interface Fields {
  metadata: ApiObject["metadata"];
  spec?: { [field: string]: unknown };
  status?: { conditions?: SaidCondition[]; [field: string]: unknown };
}

export function statusFields(object: ApiObject): Fields {
  return object as unknown as Fields;
}

export function conditionIn({ status }: Fields, type: string): SaidCondition | undefined {
  return status?.conditions?.find((each) => each.type === type);
}

export function numberOf(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
