import { parseAllDocuments, stringify } from "yaml";
import type { ApiObject } from "../../runtime/controller-api.ts";
import { OutsideModelError } from "../../runtime/reconcile-errors.ts";

/** Kinds in the order they are installed; others come last, by their name. */
const installOrder = [
  "PriorityClass",
  "Namespace",
  "NetworkPolicy",
  "ResourceQuota",
  "LimitRange",
  "PodSecurityPolicy",
  "PodDisruptionBudget",
  "ServiceAccount",
  "Secret",
  "SecretList",
  "ConfigMap",
  "StorageClass",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "CustomResourceDefinition",
  "ClusterRole",
  "ClusterRoleList",
  "ClusterRoleBinding",
  "ClusterRoleBindingList",
  "Role",
  "RoleList",
  "RoleBinding",
  "RoleBindingList",
  "Service",
  "DaemonSet",
  "Pod",
  "ReplicationController",
  "ReplicaSet",
  "Deployment",
  "HorizontalPodAutoscaler",
  "StatefulSet",
  "Job",
  "CronJob",
  "IngressClass",
  "Ingress",
  "APIService",
];

interface Manifest {
  path: string;
  text: string;
  kind: string;
}

/** Files put together as Helm stores them: a document for each object, in the order of installing. */
export function joinManifests(files: ReadonlyMap<string, string>): string {
  const manifests = [...files].flatMap(([path, text]) => split(path, text));
  const sorted = manifests.toSorted((a, b) => rank(a) - rank(b) || compareUnknown(a, b));
  return sorted.map(({ path, text }) => `---\n# Source: ${path}\n${text}\n`).join("");
}

function rank({ kind }: Manifest): number {
  const at = installOrder.indexOf(kind);
  return at < 0 ? installOrder.length : at;
}

function compareUnknown(a: Manifest, b: Manifest): number {
  if (rank(a) < installOrder.length || a.kind === b.kind) return 0;
  return a.kind < b.kind ? -1 : 1;
}

function split(path: string, text: string): Manifest[] {
  const documents = text.split(/(?:^|\s*\n)---\s*/).map((each) => each.trim());
  return documents.flatMap((document) => {
    const [object] = readManifest(document, path);
    if (!object) return [];
    if (object.metadata?.annotations?.["helm.sh/hook"]) {
      throw new OutsideModelError(`the hook ${path}`);
    }
    return [{ path, text: document, kind: object.kind }];
  });
}

/** What helm-controller makes of a manifest: every object says whose it is. */
export function withLabels(manifest: string, labels: Record<string, string>): string {
  const documents = readManifest(manifest).map((object) => {
    const { metadata } = object;
    return stringify({
      ...object,
      metadata: { ...metadata, labels: { ...metadata.labels, ...labels } },
    });
  });
  return documents.join("---\n");
}

/** The objects of a manifest. @throws an error in Helm's words for what is no YAML. */
export function readManifest(text: string, path = ""): ApiObject[] {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error) {
      const line = (error.linePos?.[0].line ?? 1) - 1;
      throw new Error(
        `YAML parse error on ${path}: error converting YAML to JSON: yaml: line ${line}: could not find expected ':'`,
      );
    }
    const value = document.toJS() as ApiObject | null;
    return value && Object.keys(value).length > 0 ? [value] : [];
  });
}
