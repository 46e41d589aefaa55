import type { ClusterAccess } from "../../../../harness/environments/slot/cluster-access.ts";
import { httpsFetch } from "../../client/https-fetch.ts";
import type { ApiObject } from "../../model/api-object.ts";

export const json = "application/json";
export const protobuf = "application/vnd.kubernetes.protobuf";

export interface Sent {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  path: string;
  accept: string;
  body?: Uint8Array;
  contentType?: string;
}

export interface Answer {
  status: number;
  bytes: Buffer;
}

/** A kind as discovery has it. */
export interface Resource {
  /** `/apis/apps/v1` */
  root: string;
  apiVersion: string;
  kind: string;
  plural: string;
  namespaced: boolean;
}

export interface RealResources extends Disposable {
  send(request: Sent): Promise<Answer>;
  get(path: string): Promise<ApiObject>;
  resources(): Promise<Resource[]>;
}

/** Requests to the real API server whose bodies are bytes. */
export function realResources(cluster: ClusterAccess): RealResources {
  const client = httpsFetch(cluster.caCertificate);
  const send = async ({ method = "GET", path, accept, body, contentType = json }: Sent) => {
    const response = await client.fetch(
      new Request(new URL(path, cluster.server), {
        method,
        headers: {
          authorization: `Bearer ${cluster.token}`,
          accept,
          ...(body ? { "content-type": contentType } : {}),
        },
        ...(body ? { body: Buffer.from(body) } : {}),
      }),
    );
    return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
  };
  const get = async (path: string) => {
    const { status, bytes } = await send({ path, accept: json });
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${bytes}`);
    return JSON.parse(bytes.toString());
  };
  return {
    send,
    get,
    async resources() {
      const { groups } = await get("/apis");
      const versions = groups.flatMap((group: { versions: { groupVersion: string }[] }) =>
        group.versions.map(({ groupVersion }) => `/apis/${groupVersion}`),
      );
      const lists = await Promise.all(["/api/v1", ...versions].map(get));
      return lists.flatMap((list, index) =>
        list.resources
          .filter((found: { verbs: string[]; name: string }) => found.verbs.includes("list"))
          .map((found: { kind: string; name: string; namespaced: boolean }) => ({
            root: ["/api/v1", ...versions][index],
            apiVersion: list.groupVersion,
            kind: found.kind,
            plural: found.name,
            namespaced: found.namespaced,
          })),
      );
    },
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
}
