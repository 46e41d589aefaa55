import type { Turn } from "./context.ts";

const prefix = "reconcile.fluxcd.io/";
const handled = { forceAt: "lastHandledForceAt", resetAt: "lastHandledResetAt" } as const;

/** Whether a request by annotation is to be heeded: it goes with one to reconcile, and once. */
export function handlesRequest(
  { object, draft: { status } }: Turn,
  name: keyof typeof handled,
): boolean {
  const { annotations = {} } = object.metadata;
  const asked = annotations[`${prefix}${name}`];
  const requested = annotations[`${prefix}requestedAt`];
  if (asked === undefined) return false;
  const before = status[handled[name]];
  status[handled[name]] = asked;
  return asked === requested && requested !== status.lastHandledReconcileAt && before !== asked;
}
