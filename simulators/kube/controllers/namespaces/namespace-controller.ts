import { failedFor } from "../../client/transport.ts";
import type { ApiObject } from "../../model/api-object.ts";
import type { ControllerContext } from "../controller.ts";
import { workQueue } from "../work-queue.ts";
import { deleteContent } from "./delete-content.ts";

/** As kube-controller-manager: API servers beside the one asked must have heard of the deletion. */
export const namespaceGraceMs = 5_000;

const namespaces = { apiVersion: "v1", resource: "namespaces" };

/**
 * Ends namespaces that are deleted: says so in their status, deletes what is in them and then takes
 * the finalizer `kubernetes` off their spec.
 */
export function startNamespaceController(
  context: ControllerContext,
  options: { graceMs?: number } = {},
): AsyncDisposable {
  const { graceMs = namespaceGraceMs } = options;
  const { client, onError } = context;
  const stack = new AsyncDisposableStack();
  const queue = stack.use(workQueue({ ...context, work, workers: 10, backoffMsMax: 60_000 }));
  stack.use(
    client.follow(namespaces, {
      onError,
      onChange(change) {
        if (change.type === "synced" || change.type === "deleted") return;
        const { name, deletionTimestamp } = change.object.metadata;
        if (deletionTimestamp !== undefined) queue.addAfter(name, graceMs);
      },
    }),
  );
  queue.start();
  return stack;

  async function work(name: string) {
    try {
      const namespace = await client.get({ ...namespaces, name });
      if (namespace.metadata.deletionTimestamp === undefined) return undefined;
      return await end(await markTerminating(namespace));
    } catch (error) {
      if (failedFor(error, "NotFound")) return undefined;
      throw error;
    }
  }

  async function end(namespace: ApiObject) {
    if (finalizersOf(namespace).length === 0) return undefined;
    const { estimateSeconds, latest } = await deleteContent(context, namespace);
    if (estimateSeconds > 0) {
      return { againAfterMs: (Math.floor(estimateSeconds / 2) + 1) * 1000 };
    }
    await finalize(latest);
    return undefined;
  }

  /** The API server does so with the deletion; namespaces deleted otherwise are held to it too. */
  async function markTerminating(namespace: ApiObject): Promise<ApiObject> {
    const status = (namespace.status ?? {}) as { phase?: string };
    if (status.phase === "Terminating") return namespace;
    const path = { ...namespaces, name: namespace.metadata.name, subresource: "status" };
    return client.update(path, { ...namespace, status: { ...status, phase: "Terminating" } });
  }

  async function finalize(namespace: ApiObject): Promise<void> {
    const { name } = namespace.metadata;
    const finalizers = finalizersOf(namespace).filter((each) => each !== "kubernetes");
    const { apiVersion, kind, metadata } = namespace;
    const spec = { ...(namespace.spec as object), finalizers };
    const path = { ...namespaces, name, subresource: "finalize" };
    await client.update(path, { apiVersion, kind, metadata, spec });
  }
}

function finalizersOf({ spec }: ApiObject): string[] {
  return (spec as { finalizers?: string[] } | undefined)?.finalizers ?? [];
}
