import { parse } from "yaml";
import { OutsideModelError } from "../../runtime/reconcile-errors.ts";
import type { KustomizationSpec } from "../kustomization.ts";
import { readManifests } from "./read-manifests.ts";
import { kustomizationFiles, type SourceTree } from "./source-tree.ts";

/** What this model knows of a kustomization.yaml. */
export interface KustomizationFile {
  resources?: string[];
  namespace?: string;
  namePrefix?: string;
  nameSuffix?: string;
  commonLabels?: Record<string, string>;
  commonAnnotations?: Record<string, string>;
  labels?: {
    pairs: Record<string, string>;
    includeSelectors?: boolean;
    includeTemplates?: boolean;
  }[];
}

const known = new Set([
  "apiVersion",
  "kind",
  "metadata",
  "resources",
  "namespace",
  "namePrefix",
  "nameSuffix",
  "commonLabels",
  "commonAnnotations",
  "labels",
]);

/** The file of a folder; undefined where there is none. */
export function kustomizationIn(tree: SourceTree, folder: string): KustomizationFile | undefined {
  for (const name of kustomizationFiles) {
    const path = folder === "" ? name : `${folder}/${name}`;
    const text = tree.read(path);
    if (text !== undefined) return parseKustomization(text, path);
  }
  return undefined;
}

function parseKustomization(text: string, path: string): KustomizationFile {
  const file = (parse(text) ?? {}) as Record<string, unknown>;
  const unknown = Object.keys(file).filter((field) => !known.has(field));
  if (unknown.length > 0) throw new OutsideModelError(`${unknown.join(", ")} in ${path}`);
  return file as KustomizationFile;
}

/** The file of a folder, made up as Flux does where there is none, with what the Kustomization adds to it. */
export function generateKustomization(
  tree: SourceTree,
  folder: string,
  spec: KustomizationSpec,
): KustomizationFile {
  refuse(spec);
  const file = kustomizationIn(tree, folder) ?? madeUp(tree, folder);
  const { targetNamespace, namePrefix, nameSuffix } = spec;
  return {
    ...file,
    ...(targetNamespace === undefined ? {} : { namespace: targetNamespace }),
    ...(namePrefix === undefined ? {} : { namePrefix }),
    ...(nameSuffix === undefined ? {} : { nameSuffix }),
  };
}

function refuse({ patches = [], images = [], components = [] }: KustomizationSpec): void {
  for (const [field, list] of Object.entries({ patches, images, components })) {
    if (list.length > 0) throw new OutsideModelError(`spec.${field}`);
  }
}

/** Nothing at all is no mistake: it applies nothing. */
function madeUp(tree: SourceTree, folder: string): KustomizationFile {
  const resources = [...scan(tree, folder)];
  return resources.length > 0 ? { resources } : { namespace: "_placeholder" };
}

/** Every manifest below a folder, and folders with a kustomization of their own, relative to it. */
function* scan(tree: SourceTree, base: string, folder = base): Generator<string> {
  for (const { name, path, isDirectory } of tree.entries(folder)) {
    const relative = `./${base === "" ? path : path.slice(base.length + 1)}`;
    if (isDirectory) {
      if (kustomizationFiles.some((file) => tree.read(`${path}/${file}`) !== undefined)) {
        yield relative;
      } else yield* scan(tree, base, path);
    } else if (/\.ya?ml$/.test(name)) {
      decode(tree, path);
      yield relative;
    }
  }
}

/** Flux prints the outcome of its tidying up as well, which is none. */
function decode(tree: SourceTree, path: string): void {
  try {
    readManifests(tree.read(path) ?? "");
  } catch (error) {
    const { message } = error as Error;
    throw new Error(
      `failed to decode Kubernetes YAML from ${tree.absolute(path)}: ${message} <nil>`,
    );
  }
}
