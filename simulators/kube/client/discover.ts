import { failedFor, type Transport } from "./transport.ts";

/** A resource at one version of its group. */
export interface ServedResource {
  /** Empty for the core group. */
  group: string;
  /** `apps/v1` */
  apiVersion: string;
  kind: string;
  /** The plural. */
  resource: string;
  namespaced: boolean;
  verbs: string[];
  /** Whether this is the version the server names first among those of its group that have the resource. */
  preferred: boolean;
}

interface GroupDiscovery {
  metadata?: { name?: string };
  versions?: {
    version: string;
    resources?: {
      resource: string;
      responseKind?: { group?: string; version?: string; kind?: string };
      scope: "Namespaced" | "Cluster";
      verbs: string[];
    }[];
  }[];
}

/** Every resource and version served, from aggregated discovery (Kubernetes 1.27 and newer). */
export async function discoverResources(
  send: Transport,
  signal?: AbortSignal,
): Promise<ServedResource[]> {
  const [core, groups] = await Promise.all(
    ["/api", "/apis"].map((path) => ask(send, path, signal)),
  );
  return [...(core ?? []), ...(groups ?? [])].flatMap(resourcesOf);
}

/** The resources of one version of a group, none where it isn't served, from discovery of old. */
export async function discoverVersion(
  send: Transport,
  apiVersion: string,
  signal?: AbortSignal,
): Promise<ServedResource[]> {
  const path = `${apiVersion.includes("/") ? "/apis" : "/api"}/${apiVersion}`;
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  try {
    const response = await send({ method: "GET", path, signal });
    const { resources = [] } = (await response.json()) as { resources?: NamedResource[] };
    return resources
      .filter(({ name }) => !name.includes("/"))
      .map(({ name, kind, namespaced, verbs }) => ({
        ...{ group, apiVersion, kind, resource: name, namespaced, verbs, preferred: true },
      }));
  } catch (error) {
    if (failedFor(error, "NotFound")) return [];
    throw error;
  }
}

interface NamedResource {
  /** With a slash for subresources. */
  name: string;
  kind: string;
  namespaced: boolean;
  verbs: string[];
}

async function ask(send: Transport, path: string, signal?: AbortSignal): Promise<GroupDiscovery[]> {
  const response = await send({ method: "GET", path, accept: aggregated, signal });
  const { items } = (await response.json()) as { items?: GroupDiscovery[] };
  if (!items) throw new Error(`GET ${path} was not answered by an APIGroupDiscoveryList`);
  return items;
}

const aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

function resourcesOf({ metadata, versions = [] }: GroupDiscovery): ServedResource[] {
  const group = metadata?.name ?? "";
  const seen = new Set<string>();
  return versions.flatMap(({ version, resources = [] }) =>
    resources.map(({ resource, responseKind, scope, verbs }) => {
      const preferred = !seen.has(resource);
      seen.add(resource);
      return {
        group,
        apiVersion: group === "" ? version : `${group}/${version}`,
        kind: responseKind?.kind ?? "",
        resource,
        namespaced: scope === "Namespaced",
        verbs,
        preferred,
      };
    }),
  );
}
