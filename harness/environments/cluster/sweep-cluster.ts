import { CoreV1Api } from "@kubernetes/client-node";
import type { Clock } from "../../core/clock.ts";
import { HarnessError } from "../../core/failure.ts";
import { ownershipOf, runLabel, startedAtOf } from "./run-mark.ts";
import type { UserContext } from "./user-context.ts";

/** What a sweep came upon. */
export interface ClusterSweep {
  /** Names of namespaces that are gone now. */
  removed: string[];
  /** One line each: name and why. */
  left: string[];
}

const removalLimitMs = 120_000;
const lookEveryMs = 1_000;

/**
 * Removes the namespaces of runs whose harness is dead: those with fluxproof's mark and name only.
 *
 * @param request.all also those of harnesses that can't be judged from here (other machines, other
 *   containers), as long as they aren't known to run
 * @throws HarnessError where one is not gone in two minutes, naming what holds it.
 */
export async function sweepCluster(request: {
  context: UserContext;
  all: boolean;
  clock: Clock;
  signal: AbortSignal;
}): Promise<ClusterSweep> {
  const { context, all, clock, signal } = request;
  const api = context.config.makeApiClient(CoreV1Api);
  const { items } = await api.listNamespace({ labelSelector: runLabel });
  const left: string[] = [];
  const doomed: { name: string; uid: string }[] = [];
  for (const item of items) {
    const name = item.metadata?.name ?? "";
    const ownership = ownershipOf(item);
    const since = `begun ${startedAtOf(item)}`;
    if (ownership === undefined) left.push(`${name}: it has the label but not the name of a run`);
    else if (ownership === "running") left.push(`${name}: its run still goes on here, ${since}`);
    else if (ownership === "elsewhere" && !all)
      left.push(`${name}: made on another machine, ${since}; --all removes it too`);
    else doomed.push({ name, uid: item.metadata?.uid ?? "" });
  }
  await Promise.all(doomed.map((each) => removeNamespace({ api, ...each, clock, signal })));
  return { removed: doomed.map(({ name }) => name), left };
}

/** Deletes a namespace and waits until it is gone; one that is gone already is no error. */
export async function removeNamespace(request: {
  api: CoreV1Api;
  name: string;
  /** Only this very one is deleted, not another of its name. */
  uid: string;
  clock: Clock;
  signal: AbortSignal;
}): Promise<void> {
  const { api, name, uid, clock, signal } = request;
  const body = { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid } };
  await api.deleteNamespace({ name, body }).catch(unlessMissing);
  const startedMs = clock.nowMs();
  for (;;) {
    const found = await api.readNamespace({ name }).catch(unlessMissing);
    if (!found || found.metadata?.uid !== uid) return;
    if (clock.nowMs() - startedMs > removalLimitMs) {
      const held = found.status?.conditions?.map(({ message }) => message).join("; ");
      throw new HarnessError(
        `namespace ${name} was deleted and is not gone after ${removalLimitMs / 1000} s: ${held ?? "it doesn't say why"}`,
      );
    }
    await clock.sleep(lookEveryMs, signal);
  }
}

function unlessMissing(error: unknown): undefined {
  if ((error as { code?: number }).code === 404) return undefined;
  throw error;
}
