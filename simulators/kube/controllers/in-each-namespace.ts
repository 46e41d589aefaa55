import { isNamespaceEnding } from "../../support/namespace-ending.ts";
import type { NewObject } from "../client/kube-client.ts";
import type { Collection } from "../client/paths.ts";
import { failedFor } from "../client/transport.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { ControllerContext } from "./controller.ts";
import { workQueue } from "./work-queue.ts";

/** Sees to one object of a name in every active namespace: made, mended, and made again. */
export function followNamespaces(request: {
  context: ControllerContext;
  collection: Collection;
  name: string;
  /** What is to be there; the object found if nothing is to be done. */
  desired(found: ApiObject | undefined): ApiObject | NewObject;
}): AsyncDisposable {
  const { context, collection, name, desired } = request;
  const { client, onError } = context;
  const stack = new AsyncDisposableStack();
  const queue = stack.use(workQueue({ ...context, work, workers: 5 }));
  const namespaces = stack.use(
    client.follow(
      { apiVersion: "v1", resource: "namespaces" },
      {
        onError,
        onChange(change) {
          if (change.type === "added" || change.type === "modified") {
            queue.add(change.object.metadata.name);
          }
        },
      },
    ),
  );
  const objects = stack.use(
    client.follow(collection, {
      onError,
      fieldSelector: `metadata.name=${name}`,
      onChange(change) {
        if (change.type === "synced") queue.start();
        else if (change.object.metadata.name === name) {
          queue.add(change.object.metadata.namespace ?? "");
        }
      },
    }),
  );
  return stack;

  async function work(namespace: string): Promise<undefined> {
    const status = namespaces.get(undefined, namespace)?.status as { phase?: string } | undefined;
    if (status?.phase !== "Active") return;
    const found = objects.get(namespace, name);
    const wanted = desired(found);
    if (wanted === found) return;
    const path = { ...collection, namespace };
    try {
      if (found) await client.update({ ...path, name }, wanted);
      else await client.create(path, wanted);
    } catch (error) {
      if (!isNoMatter(error)) throw error;
    }
  }
}

/** Somebody else made it, or the namespace ended meanwhile. */
function isNoMatter(error: unknown): boolean {
  return failedFor(error, "AlreadyExists", "NotFound") || isNamespaceEnding(error);
}
