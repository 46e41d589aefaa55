import type { Asked } from "./kube-http2.ts";

/** What the load generator asks of an API server, on objects of 1 KiB. */
export type Operation = "create" | "create-custom" | "get" | "merge" | "status" | "apply";

const configMaps = "/api/v1/namespaces/default/configmaps";
export const widgets = "/apis/bench.fluxproof.dev/v1/namespaces/default/widgets";
export const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

export const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.bench.fluxproof.dev" },
  spec: {
    group: "bench.fluxproof.dev",
    names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
    scope: "Namespaced",
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: { type: "object", properties: { text: { type: "string" } } },
              status: {
                type: "object",
                properties: {
                  observed: { type: "integer" },
                  conditions: { type: "array", items: { type: "object", ...condition() } },
                },
              },
            },
          },
        },
      },
    ],
  },
};

/** @param version tells apart what is written to one object. */
export function request(operation: Operation, name: string, version: number): Asked {
  switch (operation) {
    case "create":
      return post(configMaps, configMap(name, version));
    case "create-custom":
      return post(widgets, {
        apiVersion: "bench.fluxproof.dev/v1",
        kind: "Widget",
        metadata: { name },
        spec: { text: filler(840) },
      });
    case "get":
      return { method: "GET", path: `${configMaps}/${name}` };
    case "merge":
      return patch(`${configMaps}/${name}`, "application/merge-patch+json", {
        data: { version: String(version) },
      });
    case "status":
      return patch(`${widgets}/${name}/status`, "application/merge-patch+json", {
        status: {
          observed: version,
          conditions: [
            {
              type: "Ready",
              status: "True",
              reason: "Succeeded",
              message: `version ${version}`,
              lastTransitionTime: "2026-01-01T00:00:00Z",
            },
          ],
        },
      });
    case "apply":
      return patch(
        `${configMaps}/${name}?fieldManager=bench&force=true`,
        "application/apply-patch+yaml",
        configMap(name, version),
      );
  }
}

export const listConfigMaps: Asked = { method: "GET", path: configMaps };

export function watchConfigMaps(resourceVersion?: string): Asked {
  const since = resourceVersion ? `&resourceVersion=${resourceVersion}` : "";
  return { method: "GET", path: `${configMaps}?watch=1${since}` };
}

/** 1 KiB as JSON, before the server adds to it. */
function configMap(name: string, version: number) {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, labels: { app: "bench" } },
    data: { version: String(version), text: filler(880) },
  };
}

function filler(bytes: number): string {
  return "0123456789abcdef".repeat(bytes / 16);
}

export function post(path: string, body: object): Asked {
  return {
    method: "POST",
    path,
    contentType: "application/json",
    body: Buffer.from(JSON.stringify(body)),
  };
}

function patch(path: string, contentType: string, body: object): Asked {
  return { method: "PATCH", path, contentType, body: Buffer.from(JSON.stringify(body)) };
}

function condition() {
  const string = { type: "string" };
  return {
    properties: {
      type: string,
      status: string,
      reason: string,
      message: string,
      lastTransitionTime: { type: "string", format: "date-time" },
    },
    required: ["type", "status"],
  };
}
