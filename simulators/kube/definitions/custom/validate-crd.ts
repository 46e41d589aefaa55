import { isDeepStrictEqual } from "node:util";
import type { FieldError } from "../../model/api-error.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { invalid, required, unsupported } from "../../model/findings.ts";
import { dnsSubdomain } from "../validation/name-rules.ts";
import type { Crd, CrdColumn, CrdNames, CrdScale, CrdVersion } from "./crd-shape.ts";
import { labelProblem } from "./names.ts";
import { onceForEach } from "./once-for-each.ts";
import { validateConversion } from "./validate-conversion.ts";
import { validateSchema } from "./validate-schema.ts";

/**
 * What is wrong with a CustomResourceDefinition, its defaults set: names, versions, columns, schemas that
 * aren't structural, and rules of wrong types or at too high a cost.
 */
export function validateCrd(object: ApiObject): FieldError[] {
  return [...known(object as Crd)];
}

const known = onceForEach(judge, ({ spec, metadata }) => JSON.stringify([metadata.name, spec]));

function judge({ spec, metadata }: Crd): FieldError[] {
  const errors: FieldError[] = [];
  const { plural } = spec.names;
  if (metadata.name !== `${plural}.${spec.group}`)
    errors.push(
      invalid("metadata.name", metadata.name, 'must be spec.names.plural+"."+spec.group'),
    );
  errors.push(...validateGroup(spec.group));
  if (!spec.scope) errors.push(required("spec.scope"));
  else if (spec.scope !== "Cluster" && spec.scope !== "Namespaced")
    errors.push(unsupported("spec.scope", spec.scope, ["Cluster", "Namespaced"]));
  const versions = spec.versions ?? [];
  for (const [index, version] of versions.entries()) {
    const at = `spec.versions[${index}]`;
    if (!version.schema?.openAPIV3Schema) errors.push(required(`${at}.schema.openAPIV3Schema`));
    errors.push(...validateVersion(version, at, versions));
  }
  if (new Set(versions.map(({ name }) => name)).size !== versions.length)
    errors.push(invalid("spec.versions", versions, "must contain unique version names"));
  if (versions.filter(({ storage }) => storage).length !== 1)
    errors.push(
      invalid("spec.versions", versions, "must have exactly one version marked as storage version"),
    );
  errors.push(...validateNames(spec.names));
  if (spec.preserveUnknownFields === true) {
    const detail =
      "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in " +
      "spec.versions[*].schema instead";
    errors.push(invalid("spec.preserveUnknownFields", true, detail));
  }
  errors.push(...validateConversion(spec.conversion, "spec.conversion"));
  return errors;
}

function validateGroup(group: string | undefined): FieldError[] {
  if (!group) return [required("spec.group")];
  const [ofName] = dnsSubdomain(group);
  const problem =
    ofName ?? (group.includes(".") ? undefined : "should be a domain with at least one dot");
  return problem === undefined ? [] : [invalid("spec.group", group, problem)];
}

/** What all versions have alike the server keeps, and finds fault with, in one place for all. */
function validateVersion(version: CrdVersion, at: string, all: CrdVersion[]): FieldError[] {
  const errors: FieldError[] = [];
  const problem = labelProblem(version.name);
  if (problem !== undefined) {
    errors.push(invalid(`${at}.name`, version.name, problem));
    // The first version's name is kept under a name of older days, too.
    if (version === all[0]) errors.push(invalid("spec.version", version.name, problem));
  }
  if (version.deprecationWarning !== undefined && !version.deprecated)
    errors.push(
      invalid(
        `${at}.deprecationWarning`,
        version.deprecationWarning,
        "can only be set for deprecated versions",
      ),
    );
  const place = <K extends keyof CrdVersion>(key: K, common: string) => {
    if (!all.every((one) => isDeepStrictEqual(one[key], version[key]))) return `${at}.${key}`;
    return version === all[0] ? `spec.${common}` : undefined;
  };
  const schemaAt = place("schema", "validation");
  const schema = version.schema?.openAPIV3Schema;
  if (schema && schemaAt) errors.push(...validateSchema(schema, `${schemaAt}.openAPIV3Schema`));
  const subresourcesAt = place("subresources", "subresources");
  if (version.subresources?.scale && subresourcesAt)
    errors.push(...validateScale(version.subresources.scale, `${subresourcesAt}.scale`));
  const columnsAt = place("additionalPrinterColumns", "additionalPrinterColumns");
  if (columnsAt)
    for (const [index, column] of (version.additionalPrinterColumns ?? []).entries())
      errors.push(...validateColumn(column, `${columnsAt}[${index}]`));
  return errors;
}

function validateNames(names: CrdNames): FieldError[] {
  const errors: FieldError[] = [];
  for (const key of ["plural", "singular", "kind", "listKind"] as const)
    if (!names[key]) errors.push(required(`spec.names.${key}`));
  for (const key of ["plural", "singular", "kind", "listKind"] as const) {
    const name = names[key];
    const mixed = key === "kind" || key === "listKind";
    const problem = name ? labelProblem(mixed ? name.toLowerCase() : name) : undefined;
    const told = mixed ? "may have mixed case, but should otherwise match: " : "";
    if (problem !== undefined) errors.push(invalid(`spec.names.${key}`, name, told + problem));
  }
  for (const key of ["shortNames", "categories"] as const)
    for (const [index, name] of (names[key] ?? []).entries()) {
      const problem = labelProblem(name);
      if (problem !== undefined) errors.push(invalid(`spec.names.${key}[${index}]`, name, problem));
    }
  if (names.kind && names.kind === names.listKind)
    errors.push(
      invalid("spec.names.listKind", names.listKind, "kind and listKind may not be the same"),
    );
  return errors;
}

const columnTypes = ["boolean", "date", "integer", "number", "string"];

function validateColumn(column: CrdColumn, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const types = `must be one of ${columnTypes.join()}`;
  if (!column.name) errors.push(required(`${at}.name`));
  if (!column.type) errors.push(required(`${at}.type`, types));
  else if (!columnTypes.includes(column.type))
    errors.push(invalid(`${at}.type`, column.type, types));
  if (!column.jsonPath) errors.push(required(`${at}.JSONPath`));
  else if (!column.jsonPath.startsWith("."))
    errors.push(
      invalid(`${at}.JSONPath`, column.jsonPath, "must be a simple json path starting with ."),
    );
  return errors;
}

function validateScale(scale: CrdScale, at: string): FieldError[] {
  const check = (key: keyof CrdScale, roots: string[], told: string): FieldError[] => {
    const path = scale[key];
    if (!path) return key === "labelSelectorPath" ? [] : [required(`${at}.${key}`)];
    if (!path.startsWith("."))
      return [invalid(`${at}.${key}`, path, "must be a simple json path starting with .")];
    if (roots.some((root) => path.startsWith(`${root}.`))) return [];
    return [invalid(`${at}.${key}`, path, `should be a json path under ${told}`)];
  };
  return [
    ...check("specReplicasPath", [".spec"], ".spec"),
    ...check("statusReplicasPath", [".status"], ".status"),
    ...check("labelSelectorPath", [".spec", ".status"], "either .spec or .status"),
  ];
}
