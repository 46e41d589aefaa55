import { type KubeClient, kubeClient } from "../../../simulators/kube/client/kube-client.ts";
import { seededRandom } from "../../../simulators/support/random.ts";
import { workloadStages } from "../../../simulators/workloads/behaviour.ts";
import { runStages } from "../../../simulators/workloads/run-stages.ts";
import type { Clock } from "../../core/clock.ts";
import { parseDuration } from "../../core/duration.ts";
import { HarnessError } from "../../core/failure.ts";
import type { WorkloadBehaviour } from "../../core/scenario.ts";
import type { ClusterAccess } from "./cluster-access.ts";

/**
 * Brings Deployments, Jobs and their like to what the scenario says, in place of the controllers and
 * kubelets that aren't there. Resolves once it follows all of them.
 */
export async function runWorkloads({
  cluster,
  ...request
}: WorkloadsRequest & { cluster: ClusterAccess }): Promise<AsyncDisposable> {
  const { server, caCertificate, token } = cluster;
  await using stack = new AsyncDisposableStack();
  const { clock } = request;
  const userAgent = "workloads";
  const api = stack.use(kubeClient({ baseUrl: server, caCertificate, token, clock, userAgent }));
  stack.use(await runWorkloadsBy({ ...request, api }));
  return stack.move();
}

interface WorkloadsRequest {
  workloads: readonly WorkloadBehaviour[];
  seed: number;
  clock: Clock;
}

/** The same with a client that is there already. */
export async function runWorkloadsBy({
  api,
  workloads,
  seed,
  clock,
}: WorkloadsRequest & { api: KubeClient }): Promise<AsyncDisposable> {
  const sets = workloadStages(workloads.map(toBehaviour));
  const random = seededRandom(seed).fork("workloads");
  return runStages({ api, sets, clock, random });
}

function toBehaviour({ after = "0s", ...behaviour }: WorkloadBehaviour) {
  const afterMs = parseDuration(after);
  if (afterMs === undefined) throw new HarnessError(`workloads: ${after} is no duration`);
  return { ...behaviour, after: afterMs };
}
