import type { KubeClient } from "../../client/kube-client.ts";
import type { ObjectPath } from "../../client/paths.ts";
import { gone, until } from "../../client/testing/contract.ts";
import type { ApiObject, ObjectMeta } from "../../model/api-object.ts";

/** An API server whose controllers run, with short ways to what the tests do. */
export interface TestCluster {
  client: KubeClient;
  configMap(namespace: string, name: string, metadata?: Partial<ObjectMeta>): Promise<ApiObject>;
  namespace(name: string): Promise<ApiObject>;
  isGone(path: ObjectPath): Promise<void>;
  exists(path: ObjectPath): Promise<boolean>;
  /** Waits until something that lost its owner after this was called has been collected. */
  settled(namespace: string): Promise<void>;
  /** Lets go of what finalizers keep. */
  release(path: ObjectPath): Promise<void>;
}

let sentinels = 0;

export function testCluster(client: KubeClient): TestCluster {
  const cluster: TestCluster = {
    client,
    configMap: (namespace, name, metadata = {}) =>
      client.create(
        { apiVersion: "v1", resource: "configmaps", namespace },
        { apiVersion: "v1", kind: "ConfigMap", metadata: { ...metadata, name } },
      ),
    async namespace(name) {
      const namespaces = { apiVersion: "v1", resource: "namespaces" };
      const body = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
      const made = await client.create(namespaces, body);
      await until(() =>
        cluster.exists({
          ...namespaces,
          ...{ resource: "serviceaccounts", namespace: name, name: "default" },
        }),
      );
      return made;
    },
    isGone: (path) => gone(() => client.get(path)),
    exists: (path) =>
      client.get(path).then(
        () => true,
        () => false,
      ),
    async settled(namespace) {
      sentinels += 1;
      const name = `sentinel-${sentinels}`;
      await cluster.configMap(namespace, name, { ownerReferences: [absentOwner(name)] });
      await cluster.isGone(configMapPath(namespace, name));
    },
    async release(path) {
      await client.patch(path, { type: "merge", patch: { metadata: { finalizers: null } } });
    },
  };
  return cluster;
}

export const configMapPath = (namespace: string, name: string) => ({
  apiVersion: "v1",
  resource: "configmaps",
  namespace,
  name,
});

export function ownerOf({ apiVersion, kind, metadata }: ApiObject, blocks = false) {
  const { name, uid = "" } = metadata;
  return { apiVersion, kind, name, uid, ...(blocks ? { blockOwnerDeletion: true } : {}) };
}

export function absentOwner(name: string) {
  return { apiVersion: "v1", kind: "ConfigMap", name, uid: `00000000-0000-0000-0000-${name}` };
}
