import type { Condition } from "../../core/history.ts";

/** One thing that a run showed of an object. Messages are normalised: no part of them is a run's own. */
export type Element =
  | { of: "object"; change: "added" | "deleted" }
  /** `removed`: the object lost the condition, which then has neither reason nor message. */
  | {
      of: "condition";
      type: string;
      status: Condition["status"] | "removed";
      reason: string;
      message: string;
    }
  | { of: "event"; type: "Normal" | "Warning"; reason: string; message: string };

/** The same for equal elements, and only for them. */
export function elementKey(element: Element): string {
  return JSON.stringify(
    element.of === "object"
      ? [element.of, element.change]
      : [
          element.of,
          element.type,
          element.of === "condition" ? element.status : "",
          element.reason,
          element.message,
        ],
  );
}

/** `Ready=False GitOperationFailed: …`, `event Warning GitOperationFailed: …`, `deleted`. */
export function elementText(element: Element): string {
  switch (element.of) {
    case "object":
      return element.change;
    case "condition":
      return element.status === "removed"
        ? `${element.type} removed`
        : `${element.type}=${element.status} ${element.reason}: ${element.message}`;
    case "event":
      return `event ${element.type} ${element.reason}: ${element.message}`;
  }
}
