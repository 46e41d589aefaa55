import { type KubeConfig, Watch } from "@kubernetes/client-node";
import { collectionPath, type WatchedObject, type WatchOnce } from "../cluster-client.ts";

/** See `ClusterClient.watch`. */
export async function watchOverWire(
  config: KubeConfig,
  request: WatchOnce,
): Promise<"ended" | "gone"> {
  const { resourceVersion, labelSelector, signal, onLine } = request;
  signal.throwIfAborted();
  const ended = Promise.withResolvers<{ error: unknown }>();
  let answered = false;
  let heard = false;
  let gone = false;
  let broken: { error: unknown } | undefined;
  let end = () => {};

  const query = {
    allowWatchBookmarks: true,
    resourceVersion,
    ...(labelSelector ? { labelSelector } : {}),
  };
  // The client swallows what a callback throws: it is kept for later.
  const take = (type: string, object: WatchedObject & { code?: number; message?: string }) => {
    if (broken) return;
    try {
      if (type !== "ERROR") {
        heard = true;
        onLine(type, object);
      } else if (object.code === 410) gone = true;
      else throw new Error(`the API server ended it: ${object.message ?? object.code}`);
    } catch (error) {
      broken = { error };
      end();
    }
  };
  const done = (error: unknown) => ended.resolve({ error });
  // The client hands out the means to end a watch with the server's answer, which may not come.
  const stop = () => {
    end();
    done(signal.reason);
  };
  signal.addEventListener("abort", stop, { once: true });
  new Watch(config).watch(collectionPath(request), query, take, done).then((controller) => {
    answered = true;
    end = () => controller.abort();
    if (signal.aborted || broken) end();
  }, done);

  const { error } = await ended.promise;
  signal.removeEventListener("abort", stop);
  if (broken) throw broken.error;
  const { statusCode, name } = (error ?? {}) as { statusCode?: number; name?: string };
  if (gone || statusCode === 410) return "gone";
  // The client ends a watch that was silent for 30 s; that is no fault of a server that answered.
  if (name === "TimeoutError" && answered) return "ended";
  if (error) throw error;
  if (!heard) throw new Error("it ended without a word");
  return "ended";
}
