import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { createInterface } from "node:readline";
import type { KubeConfig } from "@kubernetes/client-node";
import { HarnessError } from "../../core/failure.ts";
import type { KubeObject } from "../../core/json.ts";
import type { ClusterClient } from "../cluster-client.ts";
import { type ApiAnswer, type ApiRequest, sendRequest } from "../slot/api-client.ts";
import { wireClient } from "../slot/wire-client.ts";
import { objectPath } from "./object-path.ts";
import { openPodTunnel, type PodTunnel } from "./pod-tunnel.ts";
import { type PodName, runInPod } from "./run-in-pod.ts";

/** What the harness asks of a hosted cluster's API server, as the user of its kubeconfig. */
export interface ClusterConnection {
  /** For steps and probes. */
  client: ClusterClient;
  server: string;
  /** PEM; undefined where the server's certificate is one that everybody trusts. */
  caCertificate: string | undefined;
  /** Rejects when the server can't be reached; any answer resolves. */
  request(request: ApiRequest): Promise<ApiAnswer>;
  /** Makes an object what it is here, whether it is there or not. @throws HarnessError where it is refused. */
  apply(object: KubeObject): Promise<KubeObject>;
  /**
   * The lines of an answer while they come, to its end or until the signal aborts.
   * @throws HarnessError for any answer but 200.
   */
  lines(path: string, signal: AbortSignal): AsyncIterable<string>;
  /** See `runInPod`. */
  runInPod(pod: PodName, command: readonly string[]): Promise<string>;
  /** See `openPodTunnel`. */
  openTunnel(pod: PodName, port: number): Promise<PodTunnel>;
}

const fieldManager = "fluxproof";

/** @param config its current context counts */
export function connectCluster(config: KubeConfig, signal: AbortSignal): ClusterConnection {
  const cluster = config.getCurrentCluster();
  if (!cluster) throw new HarnessError("the kubeconfig has no current context");
  const request = async (asked: ApiRequest) => {
    const options = await optionsFor(config, asked);
    return sendRequest(asked, { ...options, signal, url: new URL(asked.path, cluster.server) });
  };
  return {
    client: wireClient(config),
    server: cluster.server,
    caCertificate: cluster.caData && Buffer.from(cluster.caData, "base64").toString(),
    request,
    async apply(object) {
      const path = `${objectPath(object)}?fieldManager=${fieldManager}&force=true`;
      const answer = await request({
        ...{ method: "PATCH", path, body: JSON.stringify(object) },
        contentType: "application/apply-patch+yaml",
      });
      if (answer.status === 200 || answer.status === 201) return JSON.parse(answer.text);
      throw new HarnessError(
        `applying ${object.kind} ${object.metadata.name} was answered ${answer.status}: ${answer.text.slice(0, 500)}`,
      );
    },
    runInPod: (pod, command) => runInPod(config, pod, command),
    openTunnel: (pod, port) => openPodTunnel(config, pod, port),
    async *lines(path, ending) {
      const options = await optionsFor(config, { method: "GET", path });
      const send = cluster.server.startsWith("https:") ? httpsRequest : httpRequest;
      const sent = send(new URL(path, cluster.server), {
        ...options,
        signal: AbortSignal.any([signal, ending]),
      });
      // What breaks later shows in the answer.
      sent.on("error", () => undefined).end();
      const [response] = (await once(sent, "response")) as [IncomingMessage];
      const lines = createInterface({ input: response, crlfDelay: Infinity });
      if (response.statusCode === 200) return yield* lines;
      let told = "";
      for await (const line of lines) told += line;
      throw new HarnessError(`GET ${path} was answered ${response.statusCode}: ${told}`);
    },
  };
}

async function optionsFor(config: KubeConfig, asked: ApiRequest): Promise<RequestOptions> {
  const options: RequestOptions = {
    method: asked.method,
    headers: {
      Accept: "application/json",
      "User-Agent": "fluxproof",
      ...asked.headers,
      ...(asked.body === undefined
        ? {}
        : { "Content-Type": asked.contentType ?? "application/json" }),
    },
  };
  await config.applyToHTTPSOptions(options);
  return options;
}
