import type { Clock } from "../../../harness/core/clock.ts";
import type { KubeClient } from "../client/kube-client.ts";

/** What each controller works with. */
export interface ControllerContext {
  client: KubeClient;
  clock: Clock;
  /** Told of every failure; all of them are tried again. */
  onError(error: unknown): void;
}
