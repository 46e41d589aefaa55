import { stringify } from "yaml";
import type { JsonObject, KubeObject } from "../core/json.ts";
import { shardLabel } from "./instances.ts";
import { namespacePlaceholder, placeObject } from "./place-object.ts";

/**
 * A Kustomization of a scenario's own, for its `objects`: on the folder of its name unless `path` says
 * otherwise, pruning, with the intervals that fleets have by default.
 */
export function kustomization({
  name,
  repository,
  kind = "GitRepository",
  path = `./${name}`,
  shard,
  spec = {},
}: {
  name: string;
  /** The source it follows, in the same namespace. */
  repository: string;
  /** Of the source. */
  kind?: "GitRepository" | "OCIRepository" | "Bucket";
  path?: string;
  /** The key that its label names; none: it is the main instance's. */
  shard?: string;
  /** More fields of its spec: `{ dependsOn: [{ name: "base" }] }`. */
  spec?: JsonObject;
}): KubeObject {
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name, ...(shard === undefined ? {} : { labels: { [shardLabel]: shard } }) },
    spec: {
      interval: "10m",
      retryInterval: "10s",
      path,
      prune: true,
      sourceRef: { kind, name: repository },
      ...spec,
    },
  };
}

/** YAML of objects, for a repository's files: in the namespace of the run where they name none. */
export function yamlOf(...objects: KubeObject[]): string {
  return objects
    .map((object) => stringify(placeObject({ namespace: namespacePlaceholder }, object)))
    .join("---\n");
}

/** A ConfigMap for `objects` or, as YAML, for a repository's files. */
export function configMap({
  name,
  data,
  annotations,
}: {
  name: string;
  data: Record<string, string>;
  annotations?: Record<string, string>;
}): KubeObject {
  const metadata = { name, ...(annotations ? { annotations } : {}) };
  return { apiVersion: "v1", kind: "ConfigMap", metadata, data };
}

/** A Deployment of one container whose image nobody pulls: the scenario's `workloads` say what comes of it. */
export function deployment({
  name,
  image = "example.com/app:1",
}: {
  name: string;
  image?: string;
}): KubeObject {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image }] } },
    },
  };
}
