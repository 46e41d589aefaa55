import { createHash } from "node:crypto";
import type { ResourceDefinition, ServedVersion } from "../model/resource.ts";
import type { Catalog } from "../registry/catalog.ts";
import { groupVersion } from "../registry/conversion.ts";

const verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
const subresourceVerbs = ["get", "patch", "update"];

/** Subresources that are no part of the object: verbs, and the kind they speak when it is another. */
interface Extra {
  name: string;
  verbs: string[];
  kind: { group: string; version: string; kind: string };
}

function verbsOf(definition: ResourceDefinition): string[] {
  return definition.verbs ?? verbs;
}

/** `/apis/GROUP/VERSION`, undefined for one that isn't served. */
export function resourceList(catalog: Catalog, group: string, name: string) {
  const served = servedIn(catalog, group, name);
  if (served.length === 0) return undefined;
  const resources = served.flatMap(({ definition, version }) => {
    const { plural, singular, namespaced, kind, shortNames, categories } = definition;
    const main = {
      name: plural,
      singularName: singular,
      namespaced,
      kind,
      verbs: verbsOf(definition),
      ...(shortNames.length > 0 ? { shortNames } : {}),
      ...(categories.length > 0 ? { categories } : {}),
      storageVersionHash: hash(`${group}/${name}/${kind}`),
    };
    const subresources = subresourcesOf(definition, version).map((each) => ({
      name: `${plural}/${each.name}`,
      singularName: "",
      namespaced,
      ...(each.kind.version === "" ? {} : { group: each.kind.group, version: each.kind.version }),
      kind: each.kind.kind,
      verbs: each.verbs,
    }));
    return [main, ...subresources];
  });
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: groupVersion(group, name),
    resources,
  };
}

/** `/apis/GROUP`. */
export function groupOf(catalog: Catalog, name: string) {
  const [first, ...rest] = catalog.versions(name);
  if (first === undefined) return undefined;
  const versions = [first, ...rest].map((version) => ({
    groupVersion: groupVersion(name, version),
    version,
  }));
  return { name, versions, preferredVersion: versions[0] };
}

export function groupList(catalog: Catalog) {
  const groups = catalog
    .groups()
    .filter((name) => name !== "")
    .flatMap((name) => groupOf(catalog, name) ?? []);
  return { kind: "APIGroupList", apiVersion: "v1", groups };
}

export function legacyVersions(address: string) {
  return {
    kind: "APIVersions",
    versions: ["v1"],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: address }],
  };
}

/** `/api` and `/apis` in one go, as `APIGroupDiscoveryList`. */
export function aggregated(catalog: Catalog, legacy: boolean, apiVersion: string) {
  const names = catalog.groups().filter((name) => (name === "") === legacy);
  const items = names
    .filter((name) => catalog.versions(name).length > 0)
    .map((name) => ({
      metadata: name === "" ? {} : { name },
      versions: catalog.versions(name).map((version) => ({
        version,
        resources: servedIn(catalog, name, version).map(describe),
        freshness: "Current",
      })),
    }));
  return { kind: "APIGroupDiscoveryList", apiVersion, metadata: {}, items };
}

function describe({ definition, version }: Served) {
  const { group, plural, singular, kind, namespaced, shortNames, categories } = definition;
  // Built-in resources leave out what the list says already; custom ones repeat it.
  const own = definition.custom
    ? { group, version: version.name, kind }
    : { group: "", version: "", kind };
  const subresources = subresourcesOf(definition, version).map((each) => ({
    subresource: each.name,
    responseKind: each.kind.version === "" ? own : each.kind,
    verbs: each.verbs,
  }));
  return {
    resource: plural,
    responseKind: own,
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs: verbsOf(definition),
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(subresources.length > 0 ? { subresources } : {}),
  };
}

interface Served {
  definition: ResourceDefinition;
  version: ServedVersion;
}

function servedIn(catalog: Catalog, group: string, name: string): Served[] {
  return catalog
    .all()
    .filter((definition) => definition.group === group)
    .flatMap((definition) => catalog.find(group, name, definition.plural) ?? [])
    .sort((a, b) => (a.definition.plural < b.definition.plural ? -1 : 1));
}

function subresourcesOf(definition: ResourceDefinition, version: ServedVersion): Extra[] {
  const { status, scale } = version.subresources;
  const kind = { group: "", version: "", kind: definition.kind };
  const scaleKind = { group: "autoscaling", version: "v1", kind: "Scale" };
  return [
    ...(definition.otherSubresources ?? []).map((each) => ({
      name: each.name,
      verbs: each.verbs,
      kind: { group: each.group, version: each.version, kind: each.kind },
    })),
    ...(scale ? [{ name: "scale", verbs: subresourceVerbs, kind: scaleKind }] : []),
    ...(status ? [{ name: "status", verbs: subresourceVerbs, kind }] : []),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest().subarray(0, 8).toString("base64");
}
