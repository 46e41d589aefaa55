import { describe } from "../../runtime/start-controller.ts";
import { releaseNameOf, storageNamespaceOf } from "../helm-release.ts";
import { isPending } from "../storage/release.ts";
import { releaseStorage } from "../storage/release-storage.ts";
import { chartOf, fullName, snapshotOf, updateSnapshot } from "../storage/snapshots.ts";
import { summarize } from "../summarize.ts";
import { about, countFailure, type Step, say } from "./step.ts";

/** A release that something left pending becomes a failed one, so that Helm goes on with it. */
export const unlockStep: Step = {
  ...{ name: "unlock", type: "unlock" },
  async run(turn) {
    const { context, object, draft, api } = turn;
    const storage = releaseStorage(context.process, api, storageNamespaceOf(object), (release) =>
      updateSnapshot(draft.status, release, { append: false }),
    );
    const [release] = await storage.history(releaseNameOf(object));
    if (!release || !isPending(release)) return summarize(turn);
    const pending = release.info.status;
    const latest = snapshotOf(release);
    const named = `Helm release ${fullName(latest)} with chart ${chartOf(latest)} in ${pending} state`;
    const mark = (message: string) =>
      draft.conditions.mark({
        ...{ type: "Released", status: "False", reason: "PendingRelease", message },
      });
    const description = `Release unlocked from stale '${pending}' state`;
    Object.assign(release.info, { status: "failed", description });
    try {
      await storage.update(release);
      const message = `Unlocked ${named}`;
      mark(message);
      await say(turn, { type: "Normal", reason: "PendingRelease", message, ...about(latest) });
    } catch (error) {
      context.process.signal.throwIfAborted();
      const message = `Unlock of ${named} failed: ${describe(error).trim()}`;
      countFailure(turn);
      mark(message);
      await say(turn, { type: "Warning", reason: "PendingRelease", message, ...about(latest) });
      throw error;
    } finally {
      summarize(turn);
    }
  },
};
