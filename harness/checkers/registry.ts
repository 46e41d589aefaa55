import { UsageError } from "../core/failure.ts";
import type { Check } from "../core/scenario.ts";
import { explain } from "../scenario/schema.ts";
import { answersStormChecker } from "./answers-storm.ts";
import { appliesAfterChecker } from "./applies-after.ts";
import { artifactServedByChecker } from "./artifact-served-by.ts";
import { changesArriveChecker } from "./changes-arrive.ts";
import type { CheckerImplementation } from "./checker.ts";
import { controllersStayUpChecker } from "./controllers-stay-up.ts";
import { deadlineHoldsChecker } from "./deadline.ts";
import { drove } from "./drove.ts";
import { faultsMet } from "./faults-met.ts";
import { finishesApplyChecker } from "./finishes-apply.ts";
import { backsOffChecker, gitRequestsStayUnderChecker } from "./git-requests.ts";
import { holdsInTurnChecker } from "./holds-in-turn.ts";
import { keepsArtifactChecker } from "./keeps-artifact.ts";
import { leavesAloneChecker } from "./leaves-alone.ts";
import { isKilledAndRestartedChecker, memoryStaysUnderChecker } from "./memory.ts";
import { memoryLevelsOffChecker } from "./memory-growth.ts";
import { occursChecker } from "./occurs.ts";
import { prunesNothingChecker, prunesWhatCommitsDropChecker } from "./prunes.ts";
import { rebuildsArtifactChecker } from "./rebuilds-artifact.ts";
import { recoversChecker } from "./recovers.ts";
import { shardsServeTheirOwnChecker } from "./shards.ts";
import { showsChecker } from "./shows.ts";
import { showsForChecker } from "./shows-for.ts";
import { sparesChecker } from "./spares.ts";
import { tellsNobodyChecker } from "./tells-nobody.ts";

const registered = new Map<string, CheckerImplementation>();

/** Adds a checker of a user's own; its name must be free. */
export function registerChecker<Arguments>(
  name: string,
  implementation: CheckerImplementation<Arguments>,
): void {
  if (registered.has(name)) throw new UsageError(`checker ${name} is registered already`);
  registered.set(name, implementation as CheckerImplementation);
}

registerChecker("drove", drove);
registerChecker("faults-met", faultsMet);
registerChecker("controllers-stay-up", controllersStayUpChecker);
registerChecker("changes-arrive", changesArriveChecker);
registerChecker("prunes-nothing", prunesNothingChecker);
registerChecker("prunes-what-commits-drop", prunesWhatCommitsDropChecker);
registerChecker("shows", showsChecker);
registerChecker("shows-for", showsForChecker);
registerChecker("applies-after", appliesAfterChecker);
registerChecker("leaves-alone", leavesAloneChecker);
registerChecker("spares", sparesChecker);
registerChecker("holds-in-turn", holdsInTurnChecker);
registerChecker("occurs", occursChecker);
registerChecker("tells-nobody", tellsNobodyChecker);
registerChecker("keeps-artifact", keepsArtifactChecker);
registerChecker("rebuilds-artifact", rebuildsArtifactChecker);
registerChecker("artifact-served-by", artifactServedByChecker);
registerChecker("shards-serve-their-own", shardsServeTheirOwnChecker);
registerChecker("finishes-apply", finishesApplyChecker);
registerChecker("answers-storm", answersStormChecker);
registerChecker("git-requests-stay-under", gitRequestsStayUnderChecker);
registerChecker("backs-off", backsOffChecker);
registerChecker("recovers", recoversChecker);
registerChecker("memory-stays-under", memoryStaysUnderChecker);
registerChecker("memory-levels-off", memoryLevelsOffChecker);
registerChecker("is-killed-and-restarted", isKilledAndRestartedChecker);
registerChecker("deadline-holds", deadlineHoldsChecker);

/** The checker of a name; undefined if there is none, which makes its verdict `unknown`. */
export function findChecker(name: string): CheckerImplementation | undefined {
  return registered.get(name);
}

/** Checks names and arguments before anything is started. @throws UsageError */
export function checkChecks(checks: readonly Check[], where: string): void {
  for (const [index, check] of checks.entries()) {
    const place = `${where}[${index}]`;
    const implementation = findChecker(check.use);
    if (!implementation) {
      throw new UsageError(
        `${place}: unknown checker ${JSON.stringify(check.use)}; expected one of: ${[...registered.keys()].join(", ")}`,
      );
    }
    const given = check.with ?? {};
    const parsed = implementation.arguments.safeParse(given);
    if (!parsed.success) {
      throw new UsageError(`${place}: checker ${check.use}: ${explain(parsed.error, given)}`);
    }
  }
}
