import { releaseNameOf, storageNamespaceOf } from "../helm-release.ts";
import { releaseStorage } from "../storage/release-storage.ts";
import { chartOf, fullName, latestIn } from "../storage/snapshots.ts";
import { summarize } from "../summarize.ts";
import { about, type Step, say } from "./step.ts";

/** Tests of a release. Charts of the model have no hooks, and so none that could fail. */
export const testStep: Step = {
  ...{ name: "test", type: "test" },
  async run(turn) {
    const { context, object, draft, api } = turn;
    const { status, conditions } = draft;
    const latest = latestIn(status);
    if (!latest) throw new Error("no latest release: required for test");
    const storage = releaseStorage(context.process, api, storageNamespaceOf(object));
    const [release] = await storage.history(releaseNameOf(object));
    if (release) await storage.update(release);
    const tested = { ...latest, testHooks: {} };
    status.history = (status.history ?? []).map((each) =>
      each.version === latest.version ? tested : each,
    );
    const named = `release ${fullName(latest)} with chart ${chartOf(latest)}`;
    const message = `Helm test succeeded for ${named}: no test hooks`;
    const reason = "TestSucceeded";
    conditions.mark({ type: "TestSuccess", status: "True", reason, message });
    await say(turn, { ...{ type: "Normal", reason, message }, ...about(latest) });
    summarize(turn);
  },
};
