import { goDuration } from "../runtime/duration.ts";
import { describe } from "../runtime/start-controller.ts";
import { groupOf, type ObjectId } from "../ssa/object-id.ts";
import type { Target } from "../ssa/target.ts";
import type { Turn } from "./context.ts";
import { timeoutMs } from "./kustomization.ts";
import { failingAs, ReconcileFailure } from "./reconcile-failure.ts";
import { waitForSetOfRevision } from "./wait-for-set-of-revision.ts";

const pollMs = 5_000;

/** Waits for what was applied, or for what `spec.healthChecks` names. */
export async function checkHealth(request: {
  turn: Turn;
  target: Target;
  ids: readonly ObjectId[];
  revision: string;
  originRevision: string | undefined;
  drifted: boolean;
  isNewRevision: boolean;
}): Promise<void> {
  const { turn, target, revision, originRevision, drifted, isNewRevision } = request;
  const { draft, spec, context } = turn;
  const { conditions } = draft;
  const { clock } = context.process;
  const startedMs = clock.nowMs();
  const checked = spec.wait ? request.ids : referenced(turn);
  if (checked.length === 0) {
    conditions.delete("Healthy");
    return;
  }
  const wasHealthy = conditions.isTrue("Healthy");
  const limit = goDuration(timeoutMs(spec));
  const running = `Running health checks for revision ${revision} with a timeout of ${limit}`;
  conditions.markReconciling("Progressing", running);
  conditions.mark({ type: "Healthy", status: "Unknown", reason: "Progressing", message: running });
  await persist(turn);
  try {
    const others = checked.filter((id) => !isItself(turn, id));
    const wait = { intervalMs: pollMs, timeoutMs: timeoutMs(spec), failFast: true };
    await waitForSetOfRevision({ turn, target, ids: others, wait, revision, originRevision });
  } catch (error) {
    context.process.signal.throwIfAborted();
    if (!context.process.has("failed-health-reported-ready")) {
      const message = describe(error);
      const reason = "HealthCheckFailed";
      conditions.mark({ type: "Healthy", status: "False", reason, message });
      const took = goDuration(clock.nowMs() - startedMs);
      throw new ReconcileFailure(reason, `health check failed after ${took}: ${message}`, error);
    }
  }
  const message = `Health check passed in ${goDuration(clock.nowMs() - startedMs)}`;
  if (!wasHealthy || (isNewRevision && drifted)) {
    await turn.say({ severity: "info", message, revision, originRevision });
  }
  conditions.mark({ type: "Healthy", status: "True", reason: "Succeeded", message });
  await persist(turn);
}

function referenced({ spec }: Turn): ObjectId[] {
  return (spec.healthChecks ?? []).map(
    ({ apiVersion = "apps/v1", kind, name, namespace = "" }) => ({
      ...{ group: groupOf(apiVersion), kind, name, namespace },
    }),
  );
}

/** Whoever waits for itself waits for ever. */
function isItself({ draft }: Turn, { kind, name, namespace }: ObjectId): boolean {
  const { metadata } = draft.object;
  return kind === "Kustomization" && name === metadata.name && namespace === metadata.namespace;
}

async function persist({ draft }: Turn): Promise<void> {
  await failingAs(
    "HealthCheckFailed",
    () => draft.persist(),
    (message) => `unable to update the healthy status to progressing: ${message}`,
  );
}
