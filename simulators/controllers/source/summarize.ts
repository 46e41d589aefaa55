import type { Conditions } from "../runtime/conditions.ts";

/** True means trouble. In the order in which they decide what Ready says. */
const troubles = [
  "StorageOperationFailed",
  "FetchFailed",
  "BuildFailed",
  "IncludeUnavailable",
  "ArtifactOutdated",
  "Stalled",
] as const;

/** Conditions any of which, gone again, makes a recovery worth an Event. */
export const failConditions = [
  "FetchFailed",
  "BuildFailed",
  "IncludeUnavailable",
  "StorageOperationFailed",
];

/** Ready as source-controller sums it up from the other conditions. */
export function summarize(conditions: Conditions): void {
  const verified = conditions.get("SourceVerified");
  const trouble = troubles
    .map((type) => conditions.get(type))
    .find((each) => each?.status === "True");
  const bad = verified?.status === "False" ? verified : trouble;
  if (bad) {
    const { reason, message } = bad;
    conditions.mark({ type: "Ready", status: "False", reason, message });
    return;
  }
  const reconciling = conditions.get("Reconciling");
  const stored = conditions.get("ArtifactInStorage");
  const decides = reconciling ?? stored;
  if (!decides) return;
  const status = reconciling ? "Unknown" : decides.status;
  conditions.mark({ type: "Ready", status, reason: decides.reason, message: decides.message });
}
