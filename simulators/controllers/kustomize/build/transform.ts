import type { ApiObject } from "../../runtime/controller-api.ts";
import { groupOf } from "../../ssa/object-id.ts";
import { addLabels } from "./add-labels.ts";
import { isClusterScoped } from "./cluster-scoped.ts";
import type { KustomizationFile } from "./kustomization-file.ts";

/** Changes objects in place as a kustomization.yaml says. */
export function transform(objects: ApiObject[], file: KustomizationFile): void {
  const { namespace, namePrefix = "", nameSuffix = "", commonAnnotations } = file;
  if (namespace !== undefined) setNamespace(objects, namespace);
  if (namePrefix !== "" || nameSuffix !== "") {
    for (const object of objects) {
      if (isNameKept(object)) continue;
      object.metadata.name = `${namePrefix}${object.metadata.name}${nameSuffix}`;
    }
  }
  if (file.commonLabels) addLabels(objects, { pairs: file.commonLabels, includeSelectors: true });
  for (const labels of file.labels ?? []) addLabels(objects, labels);
  if (commonAnnotations) {
    for (const { metadata } of objects) {
      metadata.annotations = { ...metadata.annotations, ...commonAnnotations };
    }
  }
}

/** Prefixes leave the names of namespaces and definitions alone. */
function isNameKept({ kind }: ApiObject): boolean {
  return kind === "Namespace" || kind === "CustomResourceDefinition" || kind === "APIService";
}

interface Subject {
  kind: string;
  name: string;
  namespace?: string;
}

function setNamespace(objects: ApiObject[], namespace: string): void {
  const accounts = new Set(
    objects.filter(({ kind }) => kind === "ServiceAccount").map(({ metadata }) => metadata.name),
  );
  for (const object of objects) {
    if (object.kind === "Namespace" && object.apiVersion === "v1") object.metadata.name = namespace;
    if (!isClusterScoped(object)) object.metadata.namespace = namespace;
    if (groupOf(object.apiVersion) !== "rbac.authorization.k8s.io") continue;
    for (const subject of (object.subjects ?? []) as Subject[]) {
      if (subject.kind !== "ServiceAccount") continue;
      if (subject.name === "default" || accounts.has(subject.name)) subject.namespace = namespace;
    }
  }
}
