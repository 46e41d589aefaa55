/** What the harness must know of a Flux controller to run it as a process. */
export interface FluxController {
  /** API groups it watches: their CRDs must be served before it starts, or it retries only every 10 s. */
  groups: string[];
  /** Names its reconcilers have in its log; those that must have workers before it is ready. */
  reconcilers: string[];
  /** Time from SIGTERM to SIGKILL in its Deployment: `terminationGracePeriodSeconds`. */
  graceMs: number;
  servesArtifacts?: true;
  /** Command-line flags that name what it listens on and writes to. */
  places(request: PlaceRequest): string[];
}

export interface PlaceRequest {
  /** Ports made for this controller, as many as `portCount` says. */
  ports: number[];
  /** A folder of its own. */
  storage: string;
  /** Port that notification-controller takes events on, null where the subject has none. */
  eventsPort: number | null;
}

/** metrics, health, and up to two of the controller's own. */
export const portCount = 4;
/** Which of them tells metrics. */
export const metricsPortIndex = 0;
/** Which of notification-controller's ports takes events. */
export const eventsPortIndex = 2;
/** Which of them takes webhooks. */
export const receiverPortIndex = 3;

const source = "source.toolkit.fluxcd.io";

const controllers: Record<string, FluxController> = {
  "source-controller": {
    groups: [source],
    reconcilers: ["bucket", "gitrepository", "helmchart", "helmrepository", "ocirepository"],
    graceMs: 10_000,
    servesArtifacts: true,
    places: (request) => [...sendsEvents(request), ...servesArtifacts(request)],
  },
  "kustomize-controller": {
    groups: [source, "kustomize.toolkit.fluxcd.io"],
    reconcilers: ["kustomization"],
    graceMs: 60_000,
    places: sendsEvents,
  },
  "helm-controller": {
    groups: [source, "helm.toolkit.fluxcd.io"],
    reconcilers: ["helmrelease"],
    graceMs: 600_000,
    places: sendsEvents,
  },
  "notification-controller": {
    groups: ["notification.toolkit.fluxcd.io"],
    reconcilers: ["receiver"],
    graceMs: 10_000,
    places: ({ ports }) => [
      `--events-addr=127.0.0.1:${ports[eventsPortIndex]}`,
      `--receiverAddr=127.0.0.1:${ports[receiverPortIndex]}`,
    ],
  },
  "image-reflector-controller": {
    groups: ["image.toolkit.fluxcd.io"],
    reconcilers: [],
    graceMs: 10_000,
    places: (request) => [...sendsEvents(request), `--storage-path=${request.storage}`],
  },
  "image-automation-controller": {
    groups: [source, "image.toolkit.fluxcd.io"],
    reconcilers: [],
    graceMs: 10_000,
    places: sendsEvents,
  },
  "source-watcher": {
    groups: [source, "source.extensions.fluxcd.io"],
    reconcilers: [],
    graceMs: 10_000,
    servesArtifacts: true,
    places: (request) => [...sendsEvents(request), ...servesArtifacts(request)],
  },
};

/** Undefined for a name that is no Flux controller. */
export function fluxController(name: string): FluxController | undefined {
  return Object.hasOwn(controllers, name) ? controllers[name] : undefined;
}

/**
 * The flags of Flux's own Deployments (`config/manager` of each controller, `manifests/bases` of
 * flux2) with loopback addresses, but for leader election: outside a cluster it finds no namespace,
 * and a controller alone has no one to elect against.
 */
export function controllerFlags(
  controller: FluxController,
  request: PlaceRequest & { selector?: string | null; extra: string[] },
): string[] {
  return [
    "--watch-all-namespaces",
    "--log-level=info",
    "--log-encoding=json",
    `--metrics-addr=127.0.0.1:${request.ports[metricsPortIndex]}`,
    `--health-addr=127.0.0.1:${request.ports[1]}`,
    ...controller.places(request),
    ...(request.selector ? [`--watch-label-selector=${request.selector}`] : []),
    ...request.extra,
  ];
}

function sendsEvents({ eventsPort }: PlaceRequest): string[] {
  return [`--events-addr=${eventsPort === null ? "" : `http://127.0.0.1:${eventsPort}/`}`];
}

/** Where a controller that serves artifacts does so. */
export function artifactAddress(ports: readonly number[]): string {
  return `127.0.0.1:${ports[2]}`;
}

function servesArtifacts({ ports, storage }: PlaceRequest): string[] {
  return [
    `--storage-path=${storage}`,
    `--storage-addr=${artifactAddress(ports)}`,
    `--storage-adv-addr=${artifactAddress(ports)}`,
  ];
}
