import type { ApiObject } from "../model/api-object.ts";
import type { PrinterColumn, ResourceDefinition, ServedVersion } from "../model/resource.ts";
import { noReferences } from "../model/schema.ts";
import type { Crd } from "./crd.ts";

const open = { type: "object", preserveUnknownFields: true } as const;

const columns: PrinterColumn[] = [
  { name: "Name", type: "string", format: "name", jsonPath: ".metadata.name" },
  { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
];

/** Stands in until the definitions come from their schemas. */
export function builtinDefinitions(): ResourceDefinition[] {
  const rows: [string, string, string, string, boolean, string[], boolean][] = [
    ["", "v1", "Namespace", "namespaces", false, ["ns"], true],
    ["", "v1", "ConfigMap", "configmaps", true, ["cm"], false],
    ["", "v1", "Secret", "secrets", true, [], false],
    ["", "v1", "ServiceAccount", "serviceaccounts", true, ["sa"], false],
    ["", "v1", "Service", "services", true, ["svc"], true],
    ["", "v1", "Pod", "pods", true, ["po"], true],
    ["", "v1", "Event", "events", true, ["ev"], false],
    ["apps", "v1", "Deployment", "deployments", true, ["deploy"], true],
    ["coordination.k8s.io", "v1", "Lease", "leases", true, [], false],
    [
      "apiextensions.k8s.io",
      "v1",
      "CustomResourceDefinition",
      "customresourcedefinitions",
      false,
      ["crd", "crds"],
      true,
    ],
  ];
  return rows.map(([group, version, kind, plural, namespaced, shortNames, status]) => ({
    group,
    plural,
    singular: kind.toLowerCase(),
    kind,
    listKind: `${kind}List`,
    namespaced,
    shortNames,
    categories: [],
    custom: false,
    versions: [
      {
        name: version,
        served: true,
        storage: true,
        schema: open,
        schemas: noReferences,
        subresources: {
          status,
          ...(plural === "deployments"
            ? {
                scale: {
                  specReplicasPath: ".spec.replicas",
                  statusReplicasPath: ".status.replicas",
                  labelSelectorPath: ".spec.selector",
                },
              }
            : {}),
        },
        printerColumns: columns,
      },
    ],
  }));
}

export function definitionFromCrd(object: ApiObject): ResourceDefinition {
  const { spec } = object as Crd;
  const {
    plural,
    singular = "",
    kind,
    listKind = "",
    shortNames = [],
    categories = [],
  } = spec.names;
  return {
    group: spec.group,
    plural,
    singular,
    kind,
    listKind,
    shortNames,
    categories,
    namespaced: spec.scope === "Namespaced",
    custom: true,
    versions: spec.versions.map((version): ServedVersion => {
      const { status } = (Reflect.get(version, "subresources") ?? {}) as { status?: object };
      return {
        ...version,
        schema: open,
        schemas: noReferences,
        subresources: { status: status !== undefined },
        printerColumns: columns,
      };
    }),
  };
}
