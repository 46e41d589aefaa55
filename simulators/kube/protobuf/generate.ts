/**
 * Writes `descriptor.ts` anew: `node generate.ts "$(go env GOMODCACHE)"`.
 *
 * The messages come from the `.proto` files that Kubernetes publishes in its Go modules. How Go's JSON
 * names a field, and when it leaves one out, stands only in the struct tags beside them.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import protobuf from "protobufjs";
import { describeType } from "./generate/describe-type.ts";
import { type GoPackage, readGoPackage } from "./generate/go-package.ts";
import { moduleCache } from "./generate/module-cache.ts";
import { reachable } from "./generate/reachable.ts";

interface Group {
  package: string;
  kinds: string[];
}

const metaPackage = "k8s.io.apimachinery.pkg.apis.meta.v1";
const unversionedKinds = ["Status", "APIVersions", "APIGroupList", "APIGroup", "APIResourceList"];
const kindsOfEveryVersion = [
  "WatchEvent",
  "ListOptions",
  "GetOptions",
  "DeleteOptions",
  "CreateOptions",
  "UpdateOptions",
  "PatchOptions",
];

const cacheFolder = process.argv[2];
if (cacheFolder === undefined) throw new Error('usage: node generate.ts "$(go env GOMODCACHE)"');
const cache = moduleCache(cacheFolder);
const folders = cache.foldersWithProtos();
const root = new protobuf.Root();
root.resolvePath = (_, target) => cache.pathOf(target);
root.loadSync(folders.map((folder) => `${folder}/generated.proto`)).resolveAll();

const goPackages = new Map<string, GoPackage>(
  folders.map((folder) => [packageOf(folder), readGoPackage(cache.pathOf(folder))]),
);
const kinds = describeKinds();
const types = reachable(root, [
  ...Object.values(kinds).flatMap((group) => group.kinds.map((kind) => `${group.package}.${kind}`)),
  ...[...unversionedKinds, ...kindsOfEveryVersion].map((kind) => `${metaPackage}.${kind}`),
  "k8s.io.apimachinery.pkg.runtime.Unknown",
]);
writeFileSync(join(import.meta.dirname, "descriptor.ts"), render(types));

/** By `apps/v1`, `/v1` for the core group: what the server serves. */
function describeKinds(): Record<string, Group> {
  const served = cache.servedGroupVersions();
  const groups = folders.flatMap((folder): [string, Group][] => {
    const name = packageOf(folder);
    const go = goPackages.get(name);
    const groupVersion = `${go?.group}/${folder.split("/").at(-1)}`;
    if (!go || !served.has(groupVersion)) return [];
    const isMessage = (kind: string) => root.lookup(`${name}.${kind}`) !== null;
    const own = go.kinds.filter((kind) => isMessage(kind) && !unversionedKinds.includes(kind));
    return [[groupVersion, { package: name, kinds: own }]];
  });
  return {
    ...Object.fromEntries(groups),
    "meta.k8s.io/v1": {
      package: metaPackage,
      kinds: ["PartialObjectMetadata", "PartialObjectMetadataList"],
    },
  };
}

/** As `go-to-protobuf` names the package of a folder. */
function packageOf(folder: string): string {
  return folder.replaceAll("-", "_").replaceAll("/", ".");
}

function render(reached: protobuf.Type[]): string {
  const packages: Record<string, Record<string, unknown>> = {};
  for (const type of reached) {
    const name = type.parent?.fullName.slice(1) ?? "";
    packages[name] = {
      ...packages[name],
      [type.name]: describeType(type, goPackages.get(name)),
    };
  }
  return [
    "// Written by generate.ts. What the letters of the option `go` mean: see generate/describe-type.ts.",
    "// biome-ignore-all format: one line a package",
    "",
    "/** Kinds of each group and version, and the package that has their messages. */",
    "export const kinds: Record<string, { package: string; kinds: string[] }> = {",
    ...Object.entries(kinds).map(([name, group]) => `  "${name}": ${JSON.stringify(group)},`),
    "};",
    "",
    "/** Kinds that are `v1`, in the group of nobody. */",
    `export const unversionedKinds: string[] = ${JSON.stringify(unversionedKinds)};`,
    "",
    "/** Kinds that go by the group and version they are about. */",
    `export const kindsOfEveryVersion: string[] = ${JSON.stringify(kindsOfEveryVersion)};`,
    "",
    `export const metaPackage = "${metaPackage}";`,
    "",
    "/** Messages of each package, as protobufjs describes them in JSON. */",
    "export const packages: Record<string, string> = {",
    ...Object.entries(packages).map(
      ([name, content]) => `  "${name}": '${JSON.stringify(content)}',`,
    ),
    "};",
    "",
  ].join("\n");
}
