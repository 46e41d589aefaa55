import type { Clock } from "../../../harness/core/clock.ts";
import type { KubeClient } from "../client/kube-client.ts";
import { startClusterRoleAggregation } from "./cluster-role-aggregation.ts";
import type { ControllerContext } from "./controller.ts";
import { startGarbageCollector } from "./garbage/garbage-collector.ts";
import { startNamespaceController } from "./namespaces/namespace-controller.ts";
import { startPolicyStatus } from "./policy-status.ts";
import { startQuotaController } from "./quotas/quota-controller.ts";
import { startRootCa } from "./root-ca.ts";
import { startServiceAccounts } from "./service-accounts.ts";

export interface ControllersRequest {
  /** An administrator's. */
  client: KubeClient;
  clock: Clock;
  /** PEM, for `kube-root-ca.crt`; absent, it isn't published. */
  caCertificate?: string;
  /** Told of every failure; all of them are tried again. */
  onError?(error: unknown): void;
  /** From a namespace's deletion to that of its content; default 5,000, as kube-controller-manager. */
  namespaceGraceMs?: number;
  /** How often the garbage collector asks which resources are served; default 30,000, as there. */
  resyncMs?: number;
}

/**
 * Those controllers of kube-controller-manager without which an API server is not whole: namespaces
 * never end, owned objects stay, quotas limit nothing, accounts and the roles `edit` and `admin` are
 * missing, policies say nothing of their expressions. Clients of the API like it, they run beside the
 * simulator and beside a real kube-apiserver. Disposing it ends them.
 */
export function startControllers(request: ControllersRequest): AsyncDisposable {
  const { client, clock, caCertificate, onError = () => {}, namespaceGraceMs, resyncMs } = request;
  const context: ControllerContext = { client, clock, onError };
  const stack = new AsyncDisposableStack();
  stack.use(
    startNamespaceController(
      context,
      namespaceGraceMs === undefined ? {} : { graceMs: namespaceGraceMs },
    ),
  );
  stack.use(startGarbageCollector(context, resyncMs === undefined ? {} : { resyncMs }));
  stack.use(startServiceAccounts(context));
  stack.use(startQuotaController(context));
  stack.use(startClusterRoleAggregation(context));
  stack.use(startPolicyStatus(context));
  if (caCertificate !== undefined) stack.use(startRootCa(context, caCertificate));
  return stack;
}
