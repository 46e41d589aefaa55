import { readFileSync } from "node:fs";
import { parse, parseAllDocuments } from "yaml";
import { builtinDefinitions } from "../definitions/builtin-definitions.ts";
import { definitionFromCrd } from "../definitions/custom/definition-from-crd.ts";
import type { ApiObject } from "../model/api-object.ts";

/** A kind as sequences are made of it. */
export interface FuzzKind {
  /** `apps/v1` */
  apiVersion: string;
  kind: string;
  plural: string;
  /** `deployments.apps`, with the version where it isn't the first: how the matrix names it. */
  resource: string;
  namespaced: boolean;
  custom: boolean;
  status: boolean;
  scale: boolean;
  deletesCollection: boolean;
  base: Record<string, unknown>;
  /** Values by path. */
  options: Record<string, unknown[]>;
  statusOptions: Record<string, unknown[]>;
}

interface KindEntry {
  kind: string;
  base?: Record<string, unknown>;
  options: Record<string, unknown[]>;
  status?: Record<string, unknown[]>;
}

/** The CustomResourceDefinitions that sequences count on. */
export const fuzzDefinitions: ApiObject[] = parseAllDocuments(readData("definitions.yaml"), {
  merge: true,
}).map((document) => document.toJS() as ApiObject);

export function fuzzKinds(): FuzzKind[] {
  const definitions = [
    ...fuzzDefinitions.map((crd) => definitionFromCrd(crd)),
    ...builtinDefinitions(),
  ];
  return (parse(readData("kinds.yaml")) as KindEntry[]).map((entry) => {
    const [apiVersion = "", kind = ""] = entry.kind.split(" ");
    const [version = "", group = ""] = apiVersion.split("/").reverse();
    const definition = definitions.find((each) => each.group === group && each.kind === kind);
    const served = definition?.versions.find(({ name }) => name === version);
    if (!definition || !served) throw new Error(`kinds.yaml: ${entry.kind} is not served`);
    const { plural, namespaced, custom, verbs } = definition;
    const first = definition.versions[0] === served;
    return {
      apiVersion,
      kind,
      plural,
      resource: `${plural}${group && `.${group.split(".")[0]}`}${first ? "" : `/${version}`}`,
      namespaced,
      custom,
      status: served.subresources.status,
      scale: served.subresources.scale !== undefined,
      deletesCollection: !verbs || verbs.includes("deletecollection"),
      base: entry.base ?? {},
      options: entry.options,
      statusOptions: entry.status ?? {},
    };
  });
}

function readData(name: string): string {
  return readFileSync(new URL(`./data/${name}`, import.meta.url), "utf8");
}
