import { describe } from "../runtime/start-controller.ts";
import type { ReleaseTurn } from "./context.ts";
import { releaseNameOf, storageNamespaceOf } from "./helm-release.ts";
import { activeRemediation } from "./remediation.ts";
import { digestOf, digestOfValues, isPending, type Release } from "./storage/release.ts";
import { releaseStorage } from "./storage/release-storage.ts";
import { hasFailedTest, latestIn, type Snapshot } from "./storage/snapshots.ts";

/** How a release is to what is wanted. */
export type ReleaseState =
  | "absent"
  | "unmanaged"
  | "out-of-sync"
  | "locked"
  | "untested"
  | "in-sync"
  | "failed";

/** Compares Helm's storage with what the HelmRelease remembers and wants. */
export async function determineState(turn: ReleaseTurn): Promise<ReleaseState> {
  const { context, object, draft, api } = turn;
  const storage = releaseStorage(context.process, api, storageNamespaceOf(object));
  const [last] = await storage.history(releaseNameOf(object)).catch((error) => {
    throw new Error(`failed to retrieve last release from storage: ${describe(error)}`);
  });
  if (!last) return "absent";
  if (isPending(last)) return "locked";
  const { status: helmStatus } = last.info;
  const latest = latestIn(draft.status);
  if (!latest) return helmStatus === "uninstalled" ? "absent" : "unmanaged";
  // Somebody else made or changed it.
  if (digestOf(last) !== latest.digest) return "unmanaged";
  switch (helmStatus) {
    case "failed":
      return "failed";
    case "uninstalled":
      return "absent";
    case "deployed":
      return stateOfDeployed(turn, last, latest);
    default:
      throw new Error(`unable to determine state for release with status '${helmStatus}'`);
  }
}

function stateOfDeployed(turn: ReleaseTurn, last: Release, latest: Snapshot): ReleaseState {
  const { chart, values, spec, context } = turn;
  const { name, version } = last.chart.metadata;
  if (name !== chart.name || version !== chart.version) return "out-of-sync";
  const isSameConfig = latest.configDigest === digestOfValues(values);
  if (!isSameConfig && !context.process.has("values-change-ignored")) return "out-of-sync";
  if (spec.test?.enable) {
    if (!latest.testHooks) return "untested";
    const remediation = activeRemediation(turn);
    if (remediation && !remediation.ignoresTests && hasFailedTest(latest)) return "failed";
  }
  return "in-sync";
}
