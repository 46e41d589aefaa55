import { writeFileSync } from "node:fs";

/**
 * Writes data/resources.ndjson, one resource and version a line, from the discovery and the Tables of
 * a real kube-apiserver whose certificate Node trusts (NODE_EXTRA_CA_CERTS):
 *
 *     node simulators/kube/definitions/record.ts https://127.0.0.1:6443 TOKEN
 */
async function record(server: string, token: string): Promise<void> {
  const get = async (path: string, accept: string) => {
    const headers = { Authorization: `Bearer ${token}`, Accept: accept };
    const response = await fetch(server + path, { headers });
    return response.ok ? ((await response.json()) as unknown) : undefined;
  };
  const lines: string[] = [];
  for (const root of ["/api", "/apis"]) {
    const discovery = (await get(root, discoveryForm)) as { items: Group[] };
    for (const group of discovery.items)
      for (const { version, resources } of group.versions) {
        const name = group.metadata?.name ?? "";
        const prefix = name === "" ? `/api/${version}` : `/apis/${name}/${version}`;
        for (const resource of resources ?? []) {
          const table = (await get(`${prefix}/${resource.resource}`, tableForm)) as
            | Table
            | undefined;
          lines.push(JSON.stringify(describe(name, version, resource, table)));
        }
      }
  }
  writeFileSync(new URL("./data/resources.ndjson", import.meta.url), `${lines.join("\n")}\n`);
  console.log(`${lines.length} resources written`);
}

const discoveryForm = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
const tableForm = "application/json;as=Table;v=v1;g=meta.k8s.io";

interface Group {
  metadata?: { name?: string };
  versions: { version: string; resources?: Resource[] }[];
}

interface Resource {
  resource: string;
  singularResource: string;
  responseKind: { kind: string };
  scope: "Namespaced" | "Cluster";
  verbs: string[];
  shortNames?: string[];
  categories?: string[];
  subresources?: { subresource: string; responseKind?: Kind; verbs: string[] }[];
}

interface Kind {
  group?: string;
  version?: string;
  kind: string;
}

interface Table {
  columnDefinitions?: { [field: string]: unknown }[];
}

function describe(group: string, version: string, resource: Resource, table: Table | undefined) {
  return {
    group,
    version,
    plural: resource.resource,
    singular: resource.singularResource,
    kind: resource.responseKind.kind,
    namespaced: resource.scope === "Namespaced",
    verbs: resource.verbs,
    shortNames: resource.shortNames ?? [],
    categories: resource.categories ?? [],
    subresources: (resource.subresources ?? []).map(({ subresource, responseKind, verbs }) => ({
      name: subresource,
      group: responseKind?.group || group,
      version: responseKind?.version || version,
      kind: responseKind?.kind ?? resource.responseKind.kind,
      verbs,
    })),
    columns: table?.columnDefinitions ?? [],
  };
}

const [server, token] = process.argv.slice(2);
if (server === undefined || token === undefined) throw new Error("usage: record.ts SERVER TOKEN");
await record(server, token);
