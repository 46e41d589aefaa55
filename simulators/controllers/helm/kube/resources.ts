import type { ApiObject, ObjectPath } from "../../runtime/controller-api.ts";
import type { RestMapper } from "../../runtime/rest-mapper.ts";

/** An object of a release, and where it is. */
export interface Resource {
  object: ApiObject;
  path: ObjectPath;
}

/** Where an object is. @throws an error in Helm's words for a kind that isn't served. */
export async function locate(
  mapper: RestMapper,
  object: ApiObject,
  defaultNamespace: string,
): Promise<Resource> {
  const { apiVersion, kind, metadata } = object;
  const mapping = await mapper.mappingOf(apiVersion, kind).catch(() => {
    const names = `name: "${metadata.name}" namespace: "${metadata.namespace ?? ""}" from ""`;
    const because = `no matches for kind "${kind}" in version "${apiVersion}"`;
    throw new Error(
      `resource mapping not found for ${names}: ${because}\nensure CRDs are installed first`,
    );
  });
  const namespace = mapping.namespaced ? (metadata.namespace ?? defaultNamespace) : undefined;
  const { resource } = mapping;
  return {
    object: namespace === undefined ? object : { ...object, metadata: { ...metadata, namespace } },
    path: { apiVersion, resource, name: metadata.name, namespace },
  };
}

export function isSame(a: Resource, b: Resource): boolean {
  return (
    a.path.resource === b.path.resource &&
    a.path.namespace === b.path.namespace &&
    a.path.name === b.path.name
  );
}

/** Objects marked as Helm's, of this release. */
export function owned(
  resources: readonly Resource[],
  release: { name: string; namespace: string },
): Resource[] {
  return resources.map(({ object, path }) => {
    const { labels, annotations } = object.metadata;
    const metadata = {
      ...object.metadata,
      labels: { ...labels, "app.kubernetes.io/managed-by": "Helm" },
      annotations: {
        ...annotations,
        "meta.helm.sh/release-name": release.name,
        "meta.helm.sh/release-namespace": release.namespace,
      },
    };
    return { path, object: { ...object, metadata } };
  });
}
