import { markReady, type Turn } from "./context.ts";

/** Ready as the newest of what happened to the release says it; remediated is never ready. */
export function summarize(turn: Turn): void {
  const { draft, spec } = turn;
  const { conditions } = draft;
  const { enable = false, ignoreFailures = false } = spec.test ?? {};
  if (!enable) conditions.delete("TestSuccess");
  const types = ["Remediated", ...(enable && !ignoreFailures ? ["TestSuccess"] : []), "Released"];
  const present = types.flatMap((type) => conditions.get(type) ?? []);
  const newest = Math.max(...present.map(({ observedGeneration = 0 }) => observedGeneration));
  const decides = present.find(({ observedGeneration = 0 }) => observedGeneration === newest);
  if (!decides) return;
  const status = decides.type === "Remediated" ? "False" : decides.status;
  if (status === "True") conditions.delete("Stalled");
  markReady(turn, status, decides.reason, decides.message);
}
