import { readFileSync } from "node:fs";
import type { PrinterColumn, ResourceDefinition, ServedVersion } from "../model/resource.ts";
import { builtinSchemas } from "../schema/builtin-schemas.ts";
import { cellOf } from "./cells/cell-of.ts";
import { builtinStrategy } from "./strategies/builtin-strategy.ts";

/** A line of data/resources.ndjson: what a real server's discovery and Tables say. */
interface RecordedResource {
  group: string;
  version: string;
  plural: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  verbs: string[];
  shortNames: string[];
  categories: string[];
  subresources: { name: string; group: string; version: string; kind: string; verbs: string[] }[];
  columns: (Omit<PrinterColumn, "jsonPath" | "cell"> & { name: string })[];
}

/**
 * Every resource that Kubernetes 1.34.4 serves by default, in the order of its discovery; versions are
 * in order of preference. Each call returns its own list of the same definitions.
 */
export function builtinDefinitions(): ResourceDefinition[] {
  loaded ??= load();
  return [...loaded];
}

let loaded: ResourceDefinition[] | undefined;

function load(): ResourceDefinition[] {
  const text = readFileSync(new URL("./data/resources.ndjson", import.meta.url), "utf8");
  const definitions = new Map<string, ResourceDefinition>();
  for (const line of text.trimEnd().split("\n")) {
    const recorded = JSON.parse(line) as RecordedResource;
    const key = `${recorded.group}/${recorded.plural}`;
    const known = definitions.get(key);
    if (known) known.versions.push(serve(recorded, false));
    else definitions.set(key, define(recorded));
  }
  return [...definitions.values()];
}

const allVerbs = "create,delete,deletecollection,get,list,patch,update,watch";

function define(recorded: RecordedResource): ResourceDefinition {
  const { group, plural, singular, kind, namespaced, shortNames, categories, verbs } = recorded;
  const other = recorded.subresources.filter(({ name }) => name !== "status" && name !== "scale");
  const strategy = builtinStrategy(group, kind);
  return {
    group,
    plural,
    singular,
    kind,
    listKind: `${kind}List`,
    namespaced,
    shortNames,
    categories,
    versions: [serve(recorded, true)],
    custom: false,
    ...(verbs.join() !== allVerbs && { verbs }),
    ...(other.length > 0 && { otherSubresources: other }),
    ...(group === "events.k8s.io" && { storedAs: { group: "", resource: "events" } }),
    ...(strategy && { strategy }),
  };
}

function serve(recorded: RecordedResource, storage: boolean): ServedVersion {
  const { group, version, kind, subresources } = recorded;
  const has = (name: string) => subresources.some((one) => one.name === name);
  return {
    name: version,
    served: true,
    storage,
    schema: { ref: schemaName(group, version, kind) },
    schemas: builtinSchemas(),
    subresources: { status: has("status"), ...(has("scale") && { scale: scalePaths() }) },
    printerColumns: recorded.columns.flatMap((column) => printerColumn(recorded, column)),
    ...deprecation(group, version, kind),
  };
}

/** The name of the schema of a kind: groups go by the first part of their name. */
export function schemaName(group: string, version: string, kind: string): string {
  if (group === "apiextensions.k8s.io")
    return `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.${version}.${kind}`;
  if (group === "apiregistration.k8s.io")
    return `io.k8s.kube-aggregator.pkg.apis.apiregistration.${version}.${kind}`;
  const [first = ""] = group.split(".");
  return `io.k8s.api.${first === "" ? "core" : first}.${version}.${kind}`;
}

function scalePaths() {
  return {
    specReplicasPath: ".spec.replicas",
    statusReplicasPath: ".status.replicas",
    labelSelectorPath: ".spec.selector",
  };
}

/** Columns that no cell is known for are left out. */
function printerColumn(
  { group, plural }: RecordedResource,
  column: RecordedResource["columns"][number],
): PrinterColumn[] {
  const cell = cellOf(group, plural, column.name);
  return cell ? [{ ...column, jsonPath: "", cell }] : [];
}

/** What a server of 1.34 warns of. */
function deprecation(group: string, version: string, kind: string): Partial<ServedVersion> {
  const warning = deprecated[`${group}/${version} ${kind}`];
  return warning === undefined ? {} : { deprecated: true, deprecationWarning: warning };
}

const deprecated: Record<string, string> = {
  "/v1 ComponentStatus": "v1 ComponentStatus is deprecated in v1.19+",
  "/v1 Endpoints": "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
};
