import type { ControllerVerdict } from "../../core/qualification.ts";
import type { SubjectInfo, SubjectPart } from "../../core/run.ts";
import { conclude, type Reason } from "./reasons.ts";

/**
 * Each controller by what is its own. What more than one has a part in counts for the one that differs
 * between the sides; where several do, it can't be told whose it is, and none of them is cleared.
 */
export function judgeControllers({
  reasons,
  baseline,
  candidate,
}: {
  reasons: readonly Reason[];
  baseline: SubjectInfo;
  candidate: SubjectInfo;
}): ControllerVerdict[] {
  const names = new Set(
    [...baseline.controllers, ...candidate.controllers].map(({ name }) => name),
  );
  const parts = [...names].map((name) => {
    const find = (side: SubjectInfo) => side.controllers.find((part) => part.name === name);
    const [before, after] = [find(baseline), find(candidate)];
    return { name, before, after, isSame: isSame(before, after) };
  });
  const changed = parts.filter((part) => !part.isSame).map(({ name }) => name);
  const shared = reasons.filter(
    ({ controller, asks }) => controller === null && asks !== "qualified",
  );
  return parts.map(({ name, before, after, isSame }) => {
    const own = reasons.filter(({ controller }) => controller === name);
    const told: Reason[] = isSame ? [...own] : [...own, ...shared.map(share)];
    if (!told.some(({ asks }) => asks !== "qualified")) {
      const text = isSame
        ? "the same binary on both sides, and nothing that is its own got worse"
        : "nothing that is its own got worse";
      told.push({ asks: "qualified", controller: name, text });
    } else if (isSame) {
      told.push({
        asks: "qualified",
        controller: name,
        text: "the same binary on both sides: what changed around it may be the cause",
      });
    }
    return {
      name,
      baseline: before?.version ?? null,
      candidate: after?.version ?? null,
      ...conclude(told),
    };
  });

  function share(reason: Reason): Reason {
    if (changed.length <= 1 || reason.asks !== "regressed") return reason;
    return {
      ...reason,
      asks: "inconclusive",
      text: `${reason.text}; whether it is owed to ${changed.join(" or ")} can't be told`,
    };
  }
}

function isSame(before: SubjectPart | undefined, after: SubjectPart | undefined): boolean {
  if (!before || !after) return before === after;
  if (before.sha256 !== undefined && after.sha256 !== undefined) {
    return before.sha256 === after.sha256;
  }
  return before.version === after.version && before.version !== "unknown";
}
