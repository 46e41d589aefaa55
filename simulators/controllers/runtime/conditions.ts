import type { ApiObject } from "./controller-api.ts";

export interface Condition {
  type: string;
  status: "True" | "False" | "Unknown";
  reason: string;
  message: string;
  observedGeneration?: number;
  lastTransitionTime: string;
}

/**
 * The conditions of one object while a reconciliation works on it, with the rules of Flux's runtime: the
 * transition time moves only when something changes, Ready and its like come first, Stalled and
 * Reconciling exclude each other.
 */
export interface Conditions {
  get(type: string): Condition | undefined;
  isTrue(type: string): boolean;
  isFalse(type: string): boolean;
  mark(condition: Omit<Condition, "lastTransitionTime" | "observedGeneration">): void;
  markReconciling(reason: string, message: string): void;
  markStalled(reason: string, message: string): void;
  delete(type: string): void;
  list(): Condition[];
}

/** @param now ISO 8601 in whole seconds, asked for each change. */
export function conditionsOf(object: ApiObject, now: () => string): Conditions {
  const status = (object.status ?? {}) as { conditions?: Condition[] };
  const held = new Map((status.conditions ?? []).map((each) => [each.type, { ...each }]));
  const { generation } = object.metadata;
  const conditions: Conditions = {
    get: (type) => held.get(type),
    isTrue: (type) => held.get(type)?.status === "True",
    isFalse: (type) => held.get(type)?.status === "False",
    mark({ type, status, reason, message }) {
      const before = held.get(type);
      const same =
        before?.status === status && before.reason === reason && before.message === message;
      // Only a change of status, reason or message is a transition.
      const lastTransitionTime = same ? before.lastTransitionTime : now();
      held.set(type, {
        ...{ type, status },
        ...(generation === undefined ? {} : { observedGeneration: generation }),
        ...{ reason, message, lastTransitionTime },
      });
    },
    markReconciling(reason, message) {
      held.delete("Stalled");
      conditions.mark({ type: "Reconciling", status: "True", reason, message });
    },
    markStalled(reason, message) {
      held.delete("Reconciling");
      conditions.mark({ type: "Stalled", status: "True", reason, message });
    },
    delete: (type) => void held.delete(type),
    list: () => [...held.values()].sort(byImportance),
  };
  return conditions;
}

/** Ready is True, and nothing is under way or stalled, as Flux's runtime judges it. */
export function isReady(conditions: Pick<Conditions, "isTrue">): boolean {
  // Each of the two counts only without the other.
  if (conditions.isTrue("Stalled") !== conditions.isTrue("Reconciling")) return false;
  return conditions.isTrue("Ready");
}

/** The same of an object as it was read. */
export function isReadyObject(object: ApiObject): boolean {
  return isReady(conditionsOf(object, () => ""));
}

const first = ["Stalled", "Reconciling", "Ready"];

function byImportance(a: Condition, b: Condition): number {
  const rank = ({ type }: Condition) => (first.includes(type) ? first.indexOf(type) : first.length);
  return rank(a) - rank(b) || (a.type < b.type ? -1 : 1);
}
