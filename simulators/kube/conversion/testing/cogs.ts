/** Of a resource whose versions say the same in other words: `size: 2x3` at v1, `width` and `height` at v2. */
export interface CogsOptions {
  group: string;
  storage?: "v1" | "v2";
  /** Without, the strategy is None. */
  conversion?: object;
  versions?: ("v1" | "v2" | "v3")[];
  /** Names of columns: they tell which definition is in force. */
  columns?: string;
}

const text = { type: "string" };
const specs = {
  v1: {
    size: text,
    unit: { type: "string", default: "mm" },
    mode: text,
    replicas: { type: "integer" },
  },
  v2: {
    width: { type: "integer" },
    height: { type: "integer" },
    unit: text,
    mode: text,
    note: { type: "string", default: "new" },
    replicas: { type: "integer" },
  },
  v3: { replicas: { type: "integer" } },
};

export function cogs(options: CogsOptions): object {
  const { group, storage = "v1", columns = "Age", versions = ["v1", "v2"] } = options;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `cogs.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "cogs", kind: "Cog" },
      conversion: options.conversion ?? { strategy: "None" },
      versions: versions.map((name) => ({
        name,
        served: true,
        storage: name === storage,
        subresources: {
          status: {},
          scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
        },
        additionalPrinterColumns: [
          { name: columns, type: "date", jsonPath: ".metadata.creationTimestamp" },
        ],
        ...(name === "v2" && { selectableFields: [{ jsonPath: ".spec.width" }] }),
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: { type: "object", properties: specs[name] },
              status: {
                type: "object",
                properties: { replicas: { type: "integer" }, message: text },
              },
            },
          },
        },
      })),
    },
  };
}

export function byWebhook(path: string, more: object = {}): object {
  return {
    strategy: "Webhook",
    webhook: {
      clientConfig: { url: `$webhooks${path}`, caBundle: "$ca" },
      conversionReviewVersions: ["v1"],
      ...more,
    },
  };
}

export const cogsAt = (group: string, version: string) =>
  `/apis/${group}/${version}/namespaces/default/cogs`;

export const cog = (at: string, name: string, spec: object, metadata: object = {}) => ({
  apiVersion: at,
  kind: "Cog",
  metadata: { name, ...metadata },
  spec,
});
