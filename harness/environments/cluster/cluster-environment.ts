import { tmpdir } from "node:os";
import { UnsupportedError, UsageError } from "../../core/failure.ts";
import type { Scenario } from "../../core/scenario.ts";
import type { Subject } from "../../subjects/subject.ts";
import type { Environment } from "../environment.ts";
import type { HarnessAddress } from "../harness-address.ts";
import { type Swept, sweepLeftovers } from "../process/sweep.ts";
import type { StartGitHost } from "../slot/start-slot.ts";
import { installedSubject } from "./installed-flux.ts";
import { examineCluster, type Preflight } from "./preflight.ts";
import { startObservingSlot } from "./start-observing-slot.ts";
import type { UserContext } from "./user-context.ts";

export interface ClusterRequest {
  context: UserContext;
  scenarios: readonly Scenario[];
  /** Of the Gitea that the Git host starts in the cluster, where it does. */
  giteaImage?: string | undefined;
  /** The user says so for a cluster that looks like production. */
  insists: boolean;
  /** Where Pods reach this machine, where the user names it. */
  address: HarnessAddress | undefined;
  startGitHost: StartGitHost;
  /** Told what the pre-flight found, whether or not it is enough. */
  onPreflight(preflight: Preflight): void;
}

/**
 * Environment `cluster`: a cluster of the user's, with the Flux that is in it as the subject.
 * @throws UsageError for a cluster that lacks something or looks like production; nothing was changed then.
 */
export async function obtainCluster(
  request: ClusterRequest,
): Promise<{ subject: Subject; environment: Environment }> {
  const { context, scenarios, giteaImage, insists, address } = request;
  const preflight = await examineCluster({ context, scenarios, giteaImage });
  request.onPreflight(preflight);
  const { lacks, signs, flux } = preflight;
  if (lacks.length > 0) {
    throw new UsageError(`context ${context.name} lacks ${told(lacks)}`);
  }
  if (signs.length > 0 && !insists) {
    throw new UsageError(
      `context ${context.name} looks like a cluster that people depend on: ${signs.join("; ")}. If it is meant, say --yes-this-cluster`,
    );
  }
  let swept: Promise<Swept> | undefined;
  const names = flux.controllers.map(({ name, controller }) => [controller, name] as const);
  return {
    subject: {
      info: installedSubject(context.name, flux),
      // Nothing of it is on this machine; what is asked is which controllers there are.
      binaries: Object.fromEntries(names),
      crdFiles: [],
    },
    environment: {
      name: "cluster",
      parts: { "kube-apiserver": preflight.kubernetesVersion },
      async start(slot) {
        if (!address) {
          throw new UnsupportedError(
            "a Git host for this cluster",
            "nothing says where its Pods reach this machine; name it by --harness-address",
          );
        }
        const { startGitHost } = request;
        const temporaryRoot = tmpdir();
        swept ??= sweepLeftovers({ parent: temporaryRoot, clock: slot.clock });
        await swept;
        return await startObservingSlot(slot, {
          context,
          flux,
          address,
          startGitHost,
          temporaryRoot,
        });
      },
    },
  };
}

function told(lines: readonly string[]): string {
  const [only] = lines;
  return lines.length === 1
    ? `something: ${only}`
    : `${lines.length} things:\n  ${lines.join("\n  ")}`;
}
