import type { ApiObject, Follower } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { restMapper } from "../runtime/rest-mapper.ts";
import { describe } from "../runtime/start-controller.ts";

/** Metadata of objects of any kind: the first question about a kind starts a watch of it. */
export interface MetadataCache {
  get(
    of: { apiVersion: string; kind: string },
    namespace: string,
    name: string,
  ): Promise<ApiObject | undefined>;
  list(of: { apiVersion: string; kind: string }, namespace: string): Promise<ApiObject[]>;
  /** The plural of a kind. */
  resourceOf(of: { apiVersion: string; kind: string }): Promise<string>;
}

/** Flux's own kinds: known since the start, when the mapper asked for all. */
const known: Record<string, string> = {
  Bucket: "buckets",
  GitRepository: "gitrepositories",
  HelmChart: "helmcharts",
  HelmRelease: "helmreleases",
  HelmRepository: "helmrepositories",
  ImageRepository: "imagerepositories",
  Kustomization: "kustomizations",
  OCIRepository: "ocirepositories",
};

export function metadataCache(process: ControllerProcess): MetadataCache {
  const { api, signal } = process;
  const mapper = restMapper(api, signal);
  const followers = new Map<string, Follower>();

  const resourceOf: MetadataCache["resourceOf"] = async ({ apiVersion, kind }) =>
    known[kind] ?? (await mapper.mappingOf(apiVersion, kind)).resource;

  async function follow(of: { apiVersion: string; kind: string }): Promise<Follower> {
    const resource = await resourceOf(of);
    const key = `${of.apiVersion} ${resource}`;
    const follower =
      followers.get(key) ??
      api.follow(
        { apiVersion: of.apiVersion, resource },
        {
          ...{ metadataOnly: true, signal },
          onError: (error) => process.log(`watch of ${of.kind}: ${describe(error)}`),
        },
      );
    followers.set(key, follower);
    await follower.synced;
    return follower;
  }

  return {
    resourceOf,
    get: async (of, namespace, name) => (await follow(of)).get(namespace, name),
    list: async (of, namespace) => (await follow(of)).list(namespace),
  };
}
