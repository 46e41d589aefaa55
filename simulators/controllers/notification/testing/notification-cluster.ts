import type { Defect } from "../../defects.ts";
import { type Cluster, onCluster } from "../../testing/cluster.ts";
import type { FluxEvent } from "../flux-event.ts";
import { startNotificationController } from "../start-notification-controller.ts";

const eventsAddress = "http://notification-controller";
const receiverAddress = "http://webhook-receiver";

export interface NotificationCluster extends Cluster {
  /** Posts an event of a Kustomization; the status answered. */
  post(event?: { name?: string } & Partial<FluxEvent>): Promise<number>;
  hook(path: string, init?: RequestInit): Promise<number>;
  /** What came in at `http://sink/…`. */
  received: { url: string; headers: Headers; body: string; atMs: number }[];
  /** How the sink answers; 202 until told. */
  sink: { answer(request: Request): Promise<Response> | Response };
}

/** A cluster with notification-controller and a sink. */
export async function onNotificationCluster(
  main: (cluster: NotificationCluster) => Promise<void>,
  options: { defects?: readonly Defect[] } = {},
): Promise<void> {
  await onCluster(async (cluster) => {
    const { network, clock } = cluster;
    const started = startNotificationController(cluster.process("notification-controller"));
    const received: NotificationCluster["received"] = [];
    const sink: NotificationCluster["sink"] = {
      answer: () => new Response(null, { status: 202 }),
    };
    await using stack = new AsyncDisposableStack();
    stack.use(network.listen(eventsAddress, started.events));
    stack.use(network.listen(receiverAddress, started.receiver));
    stack.use(
      network.listen("http://sink", async (request) => {
        const { url, headers } = request;
        received.push({ url, headers, body: await request.text(), atMs: clock.nowMs() });
        return sink.answer(request);
      }),
    );
    await Promise.all(started.running.map(({ cache }) => cache.synced));
    const send = async (url: string, init: RequestInit = {}) => {
      const response = await network.fetch(new Request(url, { method: "POST", ...init }));
      await response.arrayBuffer();
      return response.status;
    };
    await main({
      ...cluster,
      ...{ received, sink },
      post: (event) => send(`${eventsAddress}/`, { body: JSON.stringify(eventOf(event)) }),
      hook: (path, init) => send(`${receiverAddress}${path}`, init),
    });
  }, options);
}

function eventOf({ name = "apps", ...more }: { name?: string } & Partial<FluxEvent> = {}) {
  const group = "kustomize.toolkit.fluxcd.io";
  return {
    involvedObject: {
      ...{ kind: "Kustomization", namespace: "default", name, apiVersion: `${group}/v1` },
    },
    severity: "info",
    timestamp: "2026-01-01T00:00:00Z",
    message: "applied",
    reason: "ReconciliationSucceeded",
    metadata: { [`${group}/revision`]: "main@sha1:a0", [`${group}/checksum`]: "c", other: "x" },
    reportingController: "kustomize-controller",
    ...more,
  };
}

export function provider(name: string, spec: object = {}): object {
  return {
    ...{ apiVersion: "notification.toolkit.fluxcd.io/v1beta3", kind: "Provider" },
    metadata: { name },
    spec: { type: "generic", address: `http://sink/${name}`, ...spec },
  };
}

export function alert(name: string, spec: object = {}): object {
  return {
    ...{ apiVersion: "notification.toolkit.fluxcd.io/v1beta3", kind: "Alert" },
    metadata: { name },
    spec: {
      providerRef: { name },
      eventSources: [{ kind: "Kustomization", name: "*" }],
      ...spec,
    },
  };
}
