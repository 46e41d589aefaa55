import type { JsonObject, KubeObject } from "../core/json.ts";
import { bucketHost, registryHost, registryLogin } from "./placeholders.ts";

const apiVersion = "source.toolkit.fluxcd.io/v1";

/** An OCIRepository of the scenario's registry, named as the repository there. */
export function ociRepository({
  repository,
  tag,
  spec = {},
}: {
  repository: string;
  tag: string;
  /** More fields of its spec. */
  spec?: JsonObject;
}): KubeObject {
  return {
    ...{ apiVersion, kind: "OCIRepository", metadata: { name: repository } },
    spec: {
      url: `oci://${registryHost}/${repository}`,
      insecure: true,
      interval: "5s",
      ref: { tag },
      ...spec,
    },
  };
}

/** A Bucket of the scenario's host of buckets, named as the bucket there. */
export function bucketSource({
  bucket,
  spec = {},
}: {
  bucket: string;
  /** More fields of its spec. */
  spec?: JsonObject;
}): KubeObject {
  return {
    ...{ apiVersion, kind: "Bucket", metadata: { name: bucket } },
    spec: {
      ...{ bucketName: bucket, endpoint: bucketHost, insecure: true, interval: "5s" },
      ...spec,
    },
  };
}

/** The Secret with the login of the scenario's registry. */
export function registrySecret({ name }: { name: string }): KubeObject {
  return {
    ...{ apiVersion: "v1", kind: "Secret", metadata: { name } },
    type: "kubernetes.io/dockerconfigjson",
    stringData: { ".dockerconfigjson": registryLogin },
  };
}
