import type { ApiObject } from "../../runtime/controller-api.ts";
import { OutsideModelError } from "../../runtime/reconcile-errors.ts";
import { groupOf, versionOf } from "../../ssa/object-id.ts";
import { type KustomizationFile, kustomizationIn } from "./kustomization-file.ts";
import { readManifests } from "./read-manifests.ts";
import { pathWithin, type SourceTree } from "./source-tree.ts";
import { transform } from "./transform.ts";

/**
 * What `kustomize build` makes of a folder, as far as this model knows it.
 * @throws an error in kustomize's words, or OutsideModelError.
 */
export function kustomizeBuild(
  tree: SourceTree,
  folder: string,
  file: KustomizationFile,
): ApiObject[] {
  const built: ApiObject[] = [];
  for (const path of file.resources ?? []) accumulate(tree, folder, path, built);
  transform(built, file);
  return built;
}

function accumulate(tree: SourceTree, folder: string, path: string, built: ApiObject[]): void {
  if (/^[a-z]+:\/\/|^git@|^github\.com/.test(path)) {
    throw new OutsideModelError(`the remote base ${path}`);
  }
  const target = pathWithin(folder, path);
  const absolute = tree.absolute(target);
  const text = tree.read(target);
  const because = (why: string, then: string) =>
    new Error(`accumulating resources: accumulation err='${why}': ${then}`);
  if (text !== undefined) {
    try {
      merge(built, readManifests(text), `merging resources from '${path}'`);
    } catch (error) {
      const { message } = error as Error;
      const from = message.startsWith("merging")
        ? message
        : `accumulating resources from '${path}': ${message}`;
      if (message.startsWith("MalformedYAMLError")) {
        throw new Error(`accumulating resources: ${from} in File: ${path}`);
      }
      throw because(from, `must build at directory: '${absolute}': file is not directory`);
    }
    return;
  }
  if (!tree.isDirectory(target)) {
    throw because(
      `accumulating resources from '${path}': open ${absolute}: no such file or directory`,
      `must build at directory: not a valid directory: evalsymlink failure on '${absolute}' : lstat ${absolute}: no such file or directory`,
    );
  }
  const isNoFile = `accumulating resources from '${path}': read ${absolute}: is a directory`;
  const below = kustomizationIn(tree, target);
  if (!below) {
    throw because(
      isNoFile,
      `couldn't make target for path '${absolute}': unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${absolute}'`,
    );
  }
  try {
    merge(built, kustomizeBuild(tree, target, below), `merging from base '${path}'`);
  } catch (error) {
    if (error instanceof OutsideModelError) throw error;
    throw because(
      isNoFile,
      `recursed accumulation of path '${absolute}': ${(error as Error).message}`,
    );
  }
}

function merge(built: ApiObject[], added: ApiObject[], what: string): void {
  const ids = new Set(built.map(idText));
  for (const object of added) {
    const id = idText(object);
    if (ids.has(id)) {
      throw new Error(`${what}: may not add resource with an already registered id: ${id}`);
    }
    ids.add(id);
    built.push(object);
  }
}

/** `Deployment.v1.apps/name.namespace` */
function idText(object: ApiObject): string {
  const { name, namespace = "[noNs]" } = object.metadata;
  return `${gvkText(object)}/${name}.${namespace}`;
}

/** `Deployment.v1.apps`, `ConfigMap.v1.[noGrp]` */
export function gvkText({ apiVersion = "", kind }: ApiObject): string {
  const version = versionOf(apiVersion) || "[noVer]";
  return `${kind}.${version}.${groupOf(apiVersion) || "[noGrp]"}`;
}
