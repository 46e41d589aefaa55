import { copyJson } from "../../support/copy-json.ts";
import type { ApiObject } from "../runtime/controller-api.ts";
import { groupOf } from "./object-id.ts";

interface Port {
  protocol?: string;
}

interface PodSpec {
  containers?: { ports?: Port[] }[];
}

type Spec = { template?: { spec?: PodSpec }; [field: string]: unknown };

/**
 * What Flux does to manifests before it applies them, because of old bugs of the server: default
 * protocols said, `stringData` encoded, status and creation time gone.
 */
export function normalized(object: ApiObject): ApiObject {
  const copy = copyJson(object);
  const { spec } = copy as { spec?: Spec };
  const key = `${groupOf(copy.apiVersion)}/${copy.kind}`;
  if (templated.has(key)) nameProtocols(spec?.template?.spec);
  if (key === "batch/CronJob") nameProtocols(cronPodSpec(spec));
  if (key === "/Pod") nameProtocols(spec as PodSpec | undefined);
  if (key === "/Service") sayTcp((spec?.ports ?? []) as Port[]);
  if (key === "/Secret") encodeStrings(copy);
  const declared = declaredFields[key];
  if (declared) {
    for (const field of Object.keys(copy)) if (!declared.has(field)) delete copy[field];
  }
  if (key !== "apiextensions.k8s.io/CustomResourceDefinition") delete copy.status;
  delete copy.metadata.creationTimestamp;
  return copy;
}

/** Fields of kinds that Flux reads as their Go types, which drops all others: `sops`, too. */
const declaredFields: Record<string, ReadonlySet<string>> = {
  "/ConfigMap": fieldsOf("data", "binaryData", "immutable"),
  "/Secret": fieldsOf("data", "stringData", "type", "immutable"),
};

function fieldsOf(...own: string[]): ReadonlySet<string> {
  return new Set(["apiVersion", "kind", "metadata", ...own]);
}

const templated = new Set([
  "apps/Deployment",
  "apps/StatefulSet",
  "apps/DaemonSet",
  "apps/ReplicaSet",
  "batch/Job",
]);

function cronPodSpec(spec: Spec | undefined): PodSpec | undefined {
  const { jobTemplate } = (spec ?? {}) as { jobTemplate?: { spec?: Spec } };
  return jobTemplate?.spec?.template?.spec;
}

function nameProtocols(spec: PodSpec | undefined): void {
  for (const { ports = [] } of spec?.containers ?? []) sayTcp(ports);
}

function sayTcp(ports: Port[]): void {
  for (const port of ports) port.protocol ||= "TCP";
}

function encodeStrings(secret: ApiObject): void {
  const { stringData } = secret as { stringData?: Record<string, string> };
  if (!stringData) return;
  const encoded = Object.entries(stringData).map(([key, value]) => [
    key,
    Buffer.from(value).toString("base64"),
  ]);
  secret.data = { ...(secret.data as object | undefined), ...Object.fromEntries(encoded) };
  delete secret.stringData;
}
