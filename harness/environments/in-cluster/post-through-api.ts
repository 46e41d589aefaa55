import type { PostHook } from "../slot/send-hook.ts";
import { unlessAborted } from "../unless-aborted.ts";
import type { ClusterConnection } from "./cluster-connection.ts";

/** Webhooks through the API server, as its proxy of a Service sends them on. */
export function postThroughApi(
  connection: Pick<ClusterConnection, "request">,
  { namespace }: { namespace: string },
): PostHook {
  const service = `/api/v1/namespaces/${namespace}/services/http:webhook-receiver:80/proxy`;
  return async ({ path, headers, body }, signal) => {
    const { status } = await unlessAborted(
      connection.request({ method: "POST", path: `${service}${path}`, headers, body }),
      signal,
    );
    return status;
  };
}
