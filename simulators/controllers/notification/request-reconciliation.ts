import { type ApiObject, type ObjectPath, statusOf } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { describe } from "../runtime/start-controller.ts";
import { hasLabels, type NotificationContext, type ObjectReference } from "./context.ts";

/** Versions of kinds whose reference names none. */
const defaultVersions: Record<string, string> = {
  Bucket: "source.toolkit.fluxcd.io/v1",
  HelmChart: "source.toolkit.fluxcd.io/v1",
  HelmRepository: "source.toolkit.fluxcd.io/v1",
  GitRepository: "source.toolkit.fluxcd.io/v1",
  OCIRepository: "source.toolkit.fluxcd.io/v1beta2",
  ImageRepository: "image.toolkit.fluxcd.io/v1beta2",
};

/**
 * Asks for a reconciliation of what a Receiver names, by an annotation.
 * @throws an error in notification-controller's words.
 */
export async function requestReconciliation(
  context: NotificationContext,
  reference: ObjectReference,
  receiver: ApiObject,
): Promise<void> {
  const { metadata, process } = context;
  const { kind, name, matchLabels } = reference;
  const namespace = reference.namespace || receiver.metadata.namespace || "";
  const apiVersion = reference.apiVersion || defaultVersions[kind];
  if (!apiVersion) throw new Error(`apiVersion must be specified for kind "${kind}"`);
  const of = { apiVersion, kind };
  if (process.has("receiver-takes-every-source")) {
    for (const each of await metadata.list(of, namespace)) await annotate(context, of, each);
    return;
  }
  if (name !== "*") {
    const object = await metadata.get(of, namespace, name);
    if (!object) {
      const [group = ""] = apiVersion.split("/");
      const absent = `${kind}.${group} "${name}" not found`;
      throw new Error(`unable to read ${kind} "${namespace}/${name}" error: ${absent}`);
    }
    await annotate(context, of, object);
    return;
  }
  if (!matchLabels) throw new Error("matchLabels field not set when using wildcard '*' as name");
  const objects = (await metadata.list(of, namespace)).filter((each) =>
    hasLabels(each.metadata.labels, matchLabels),
  );
  if (objects.length === 0) process.log(`no "${kind}" resources found with matching labels`);
  for (const object of objects) await annotate(context, of, object);
}

async function annotate(
  { metadata, process }: NotificationContext,
  of: { apiVersion: string; kind: string },
  { metadata: { name, namespace } }: ApiObject,
): Promise<void> {
  const { api, clock, signal } = process;
  const resource = await metadata.resourceOf(of);
  const path = { apiVersion: of.apiVersion, resource, namespace, name };
  const now = goTime(clock.epochMs(), clock.nowMs());
  const patch = { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": now } } };
  try {
    await api.patch(path, { type: "merge", patch }, { signal });
  } catch (error) {
    const because = statusOf(error)?.message ?? describe(error);
    const unable = `unable to annotate ${of.kind} "${namespace}/${name}" error: ${because}`;
    const whole = `${of.kind}/${name}.${namespace}`;
    throw new Error(`failed to annotate resource: '${whole}': ${unable}`);
  }
  if (process.has("receiver-waits-for-fetch")) await untilHandled(process, path, now);
}

/** Of requests that come while one is handled only the last is ever named. */
async function untilHandled(
  { api, clock, signal }: ControllerProcess,
  path: ObjectPath,
  now: string,
): Promise<void> {
  for (;;) {
    const { status } = await api.get(path, { signal });
    const { lastHandledReconcileAt = "" } = (status ?? {}) as { lastHandledReconcileAt?: string };
    if (lastHandledReconcileAt >= now) return;
    await clock.sleep(100, signal);
  }
}

/** As Go prints the time now, with the reading of its monotonic clock. */
function goTime(epochMs: number, monotonicMs: number): string {
  const [date, time] = new Date(epochMs).toISOString().slice(0, -1).split("T");
  return `${date} ${time} +0000 UTC m=+${(monotonicMs / 1000).toFixed(9)}`;
}
