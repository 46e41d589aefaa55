const namespace = "flux-system.svc.cluster.local.";

/** Where everybody is on the network of a slot that is inside this process. */
export const addresses = {
  api: "https://kubernetes.default.svc",
  /** On the loopback address, as those of processes, so that messages that name them compare. */
  gitHost: "http://127.0.0.1:41001",
  sink: "http://127.0.0.1:41002",
  /** An OCI registry: `oci://127.0.0.1:41003/NAME`. Clients try those of this machine without TLS. */
  registry: "http://127.0.0.1:41003",
  /** Buckets of S3's API. */
  buckets: "http://127.0.0.1:41004",
  /** What source-controller serves: an address for each shard. */
  artifacts: (instance: string) => `http://${instance}.${namespace}`,
  /** notification-controller, for the other controllers. */
  events: `http://notification-controller.${namespace}`,
  /** notification-controller, for those who call in from outside. */
  receiver: `http://webhook-receiver.${namespace}`,
};
