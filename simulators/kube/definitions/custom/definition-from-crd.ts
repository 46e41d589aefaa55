import type { ApiObject } from "../../model/api-object.ts";
import type { PrinterColumn, ResourceDefinition, ServedVersion } from "../../model/resource.ts";
import { builtinSchemas, objectMeta } from "../../schema/builtin-schemas.ts";
import { convertRoot } from "./convert-schema.ts";
import type { Crd, CrdColumn, CrdVersion } from "./crd-shape.ts";
import { onceForEach } from "./once-for-each.ts";

/** What a validated CustomResourceDefinition defines. Versions are in order of preference. */
export function definitionFromCrd(object: ApiObject): ResourceDefinition {
  return known(object as Crd);
}

const known = onceForEach(readCrd);

function readCrd({ spec }: Crd): ResourceDefinition {
  const { group, names, scope, versions, conversion } = spec;
  const { plural, kind, shortNames = [], categories = [] } = names;
  return {
    group,
    plural,
    kind,
    singular: names.singular || kind.toLowerCase(),
    listKind: names.listKind || `${kind}List`,
    namespaced: scope === "Namespaced",
    shortNames,
    categories,
    versions: versions
      .toSorted((one, two) => compareVersions(one.name, two.name))
      .map((version, index, sorted) => {
        const title = ({ name }: CrdVersion) => `${group}/${name} ${kind}`;
        const better = sorted.slice(0, index).find((each) => each.served && !each.deprecated);
        const instead = better ? `; use ${title(better)}` : "";
        return serve(version, `${title(version)} is deprecated${instead}`);
      }),
    custom: true,
    ...(conversion?.strategy === "Webhook" &&
      conversion.webhook && { conversion: conversion.webhook }),
  };
}

function serve(version: CrdVersion, warning: string): ServedVersion {
  const { name, served, storage, deprecated, deprecationWarning, schema, selectableFields } =
    version;
  const { status, scale } = version.subresources ?? {};
  const columns = version.additionalPrinterColumns ?? [];
  return {
    name,
    served,
    storage,
    ...(deprecated && {
      deprecated,
      deprecationWarning: deprecationWarning ?? warning,
    }),
    schema: convertRoot(schema?.openAPIV3Schema ?? { type: "object" }),
    schemas: builtinSchemas(),
    subresources: { status: status !== undefined, ...(scale && { scale }) },
    printerColumns: [nameColumn(), ...(columns.length > 0 ? columns.map(convertColumn) : [age()])],
    ...(selectableFields && { selectableFields: selectableFields.map(({ jsonPath }) => jsonPath) }),
  };
}

function convertColumn({ name, type, format, description, priority, jsonPath }: CrdColumn) {
  return {
    name,
    type: type as PrinterColumn["type"],
    ...(format && { format }),
    description:
      description || `Custom resource definition column (in JSONPath format): ${jsonPath}`,
    ...(priority && { priority }),
    jsonPath,
  } satisfies PrinterColumn;
}

function nameColumn(): PrinterColumn {
  return {
    name: "Name",
    type: "string",
    format: "name",
    description: told("name"),
    jsonPath: ".metadata.name",
  };
}

function age(): PrinterColumn {
  const jsonPath = ".metadata.creationTimestamp";
  return { name: "Age", type: "date", description: told("creationTimestamp"), jsonPath };
}

function told(field: string): string {
  return builtinSchemas().type(objectMeta)?.properties?.[field]?.description ?? "";
}

/** v2 before v1 before v1beta2 before v1beta1 before v1alpha1 before what is named otherwise, by name. */
export function compareVersions(one: string, two: string): number {
  const [a, b] = [parseVersion(one), parseVersion(two)];
  if (!a || !b) return a ? -1 : b ? 1 : one < two ? -1 : one > two ? 1 : 0;
  return b.stage - a.stage || b.major - a.major || b.minor - a.minor;
}

function parseVersion(name: string) {
  const match = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/.exec(name);
  if (!match) return undefined;
  const stage = match[2] === undefined ? 2 : match[2] === "beta" ? 1 : 0;
  return { stage, major: Number(match[1]), minor: Number(match[3] ?? 0) };
}
