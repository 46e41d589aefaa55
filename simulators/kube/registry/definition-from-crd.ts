import type { ApiObject } from "../model/api-object.ts";
import type { PrinterColumn, ResourceDefinition, ServedVersion } from "../model/resource.ts";
import { noReferences } from "../model/schema.ts";
import type { Crd } from "./crd.ts";
import { type OpenApiSchema, structuralSchema } from "./structural-schema.ts";

/** One version as a CustomResourceDefinition writes it. */
interface CrdVersion {
  name: string;
  served: boolean;
  storage: boolean;
  deprecated?: boolean;
  deprecationWarning?: string;
  schema?: { openAPIV3Schema?: OpenApiSchema };
  subresources?: {
    status?: object;
    scale?: { specReplicasPath: string; statusReplicasPath: string; labelSelectorPath?: string };
  };
  additionalPrinterColumns?: PrinterColumn[];
  selectableFields?: { jsonPath: string }[];
}

/** The resource a CustomResourceDefinition defines. */
export function definitionFromCrd(object: ApiObject): ResourceDefinition {
  const { spec, status } = object as Crd;
  const names = status?.acceptedNames?.plural ? status.acceptedNames : spec.names;
  const { plural, kind, singular, listKind, shortNames = [], categories = [] } = names;
  return {
    group: spec.group,
    plural,
    singular: singular || kind.toLowerCase(),
    kind,
    listKind: listKind || `${kind}List`,
    shortNames,
    categories,
    namespaced: spec.scope === "Namespaced",
    custom: true,
    versions: (spec.versions as CrdVersion[]).map((version) => served(version, kind, spec.group)),
  };
}

function served(version: CrdVersion, kind: string, group: string): ServedVersion {
  const { name, deprecated = false, subresources, selectableFields } = version;
  const warning = version.deprecationWarning ?? `${group}/${name} ${kind} is deprecated`;
  return {
    name,
    served: version.served,
    storage: version.storage,
    ...(deprecated ? { deprecated, deprecationWarning: warning } : {}),
    schema: structuralSchema(version.schema?.openAPIV3Schema ?? {}),
    schemas: noReferences,
    subresources: {
      status: subresources?.status !== undefined,
      ...(subresources?.scale ? { scale: subresources.scale } : {}),
    },
    printerColumns: [nameColumn, ...(version.additionalPrinterColumns ?? [ageColumn])],
    ...(selectableFields
      ? { selectableFields: selectableFields.map(({ jsonPath }) => jsonPath) }
      : {}),
  };
}

const nameColumn: PrinterColumn = {
  name: "Name",
  type: "string",
  format: "name",
  description:
    "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names",
  jsonPath: ".metadata.name",
};

const ageColumn: PrinterColumn = {
  name: "Age",
  type: "date",
  description:
    "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
  jsonPath: ".metadata.creationTimestamp",
};
