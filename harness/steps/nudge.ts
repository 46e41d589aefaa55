import { apiVersionOf, type KindName } from "../scenario/kinds.ts";
import type { DriveContext } from "./step.ts";

/**
 * Asks for an object to be reconciled as `flux reconcile` and Receivers do: by the annotation
 * `reconcile.fluxcd.io/requestedAt`.
 * @returns what the object's status will say once the request was handled
 */
export async function nudge(
  context: Pick<DriveContext, "plan" | "scenario" | "slot" | "recorder" | "clock">,
  { kind, name }: { kind: KindName; name: string },
): Promise<string> {
  const { namespace } = context.plan;
  const requestedAt = new Date(context.clock.epochMs()).toISOString();
  await context.slot.cluster.patch({
    apiVersion: apiVersionOf(context.scenario, kind),
    kind,
    metadata: {
      name,
      namespace,
      annotations: { "reconcile.fluxcd.io/requestedAt": requestedAt },
    },
  });
  context.recorder.record({
    type: "kube.write",
    verb: "patch",
    what: "annotation reconcile.fluxcd.io/requestedAt",
    kind,
    namespace,
    name,
  });
  return requestedAt;
}
