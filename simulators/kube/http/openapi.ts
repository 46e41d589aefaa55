import { createHash } from "node:crypto";
import type { ResourceDefinition, ServedVersion } from "../model/resource.ts";
import type { Schema } from "../model/schema.ts";
import type { Catalog } from "../registry/catalog.ts";
import { toOpenApi } from "./openapi-schema.ts";

/** The descriptions clients validate and explain with, made when first asked for. */
export interface OpenApi {
  /** `/openapi/v3` */
  index(): object;
  /** `/openapi/v3/apis/apps/v1`; undefined for a group version that isn't served. */
  document(group: string, version: string): string | undefined;
  /** `/openapi/v2` */
  swagger(): string;
}

export function createOpenApi(catalog: Catalog): OpenApi {
  let made = new Map<string, string | undefined>();
  let generation = -1;
  const cached = (key: string, make: () => string | undefined) => {
    if (generation !== catalog.generation) {
      made = new Map();
      generation = catalog.generation;
    }
    if (!made.has(key)) made.set(key, make());
    return made.get(key);
  };
  const document = (group: string, version: string) =>
    cached(`${group}/${version}`, () => makeDocument(catalog, group, version));
  return {
    document,
    index() {
      const paths = catalog.groups().flatMap((group) =>
        catalog.versions(group).map((version): [string, object] => {
          const path = pathOf(group, version).slice(1);
          // Clients keep a document as long as its hash stays.
          const hash = hashOf(`${catalog.generation} ${path}`);
          return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }];
        }),
      );
      return { paths: Object.fromEntries(paths) };
    },
    swagger: () => cached("v2", () => makeSwagger(catalog)) ?? "",
  };
}

export function pathOf(group: string, version: string): string {
  return group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
}

function makeDocument(catalog: Catalog, group: string, name: string): string | undefined {
  const served = servedAt(catalog, group, name);
  if (served.length === 0) return undefined;
  const { schemas, roots } = collect(served, "#/components/schemas/");
  const paths = served.flatMap(({ definition }, at) => {
    const root = `${pathOf(group, name)}/${definition.namespaced ? "namespaces/{namespace}/" : ""}${definition.plural}`;
    return pathItems(root, { group, version: name, kind: definition.kind }, roots[at] ?? "");
  });
  return JSON.stringify({
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: "1.34" },
    paths: Object.fromEntries(paths),
    components: { schemas },
  });
}

/** Enough of each path for clients to see what requests take. */
function pathItems(root: string, kind: Kind, schema: string): [string, object][] {
  const content = { "application/json": { schema: { $ref: `#/components/schemas/${schema}` } } };
  const operation = (action: string) => ({
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": kind,
    parameters: ["dryRun", "fieldManager", "fieldValidation"].map((name) => ({
      name,
      in: "query",
      schema: { type: "string", uniqueItems: true },
    })),
    responses: { 200: { description: "OK", content } },
  });
  return [
    [root, { get: operation("list"), post: operation("post") }],
    [
      `${root}/{name}`,
      {
        get: operation("get"),
        put: operation("put"),
        patch: operation("patch"),
        delete: operation("delete"),
      },
    ],
  ];
}

interface Kind {
  group: string;
  version: string;
  kind: string;
}

interface Served {
  definition: ResourceDefinition;
  version: ServedVersion;
}

function servedAt(catalog: Catalog, group: string, name: string): Served[] {
  return catalog
    .all()
    .filter((definition) => definition.group === group)
    .flatMap((definition) => catalog.find(group, name, definition.plural) ?? []);
}

/** The schemas of resources and all they refer to, by name; `roots` names those of the resources. */
function collect(served: readonly Served[], prefix: string) {
  const schemas: Record<string, Record<string, unknown>> = {};
  const waiting: (() => void)[] = [];
  const roots = served.map(({ definition, version }) => {
    const { schema, schemas: set } = version;
    const put = (name: string, given: Schema) => {
      if (schemas[name]) return;
      const shape: Record<string, unknown> = {};
      schemas[name] = shape;
      const meet = (ref: string) => waiting.push(() => put(ref, set.resolve({ ref })));
      Object.assign(shape, toOpenApi(given, prefix, meet));
    };
    const name = schema.ref ?? nameOf(definition, version);
    put(name, set.resolve(schema));
    for (const next of iterate(waiting)) next();
    const kind: Kind = { group: definition.group, version: version.name, kind: definition.kind };
    const shape = schemas[name];
    if (shape) shape["x-kubernetes-group-version-kind"] = [kind];
    return name;
  });
  return { schemas, roots };
}

function* iterate<T>(waiting: T[]): Iterable<T> {
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) yield next;
}

/** `io.fluxcd.toolkit.source.v1.GitRepository` */
function nameOf({ group, kind }: ResourceDefinition, { name }: ServedVersion): string {
  return [...group.split(".").reverse(), name, kind].join(".");
}

function makeSwagger(catalog: Catalog): string {
  const served = catalog
    .all()
    .flatMap((definition) =>
      definition.versions.filter((each) => each.served).map((version) => ({ definition, version })),
    );
  return JSON.stringify({
    swagger: "2.0",
    info: { title: "Kubernetes", version: "1.34" },
    paths: {},
    definitions: collect(served, "#/definitions/").schemas,
  });
}

function hashOf(text: string): string {
  return createHash("sha512").update(text).digest("hex").toUpperCase();
}
