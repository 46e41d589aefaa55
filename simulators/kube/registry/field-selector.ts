import { goQuote } from "../access/go-quote.ts";
import { badRequest } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { Target } from "./call.ts";

export type FieldSelector = (object: ApiObject) => boolean;

/** Fields that can be selected by beyond name and namespace, by `RESOURCE.GROUP`, as Kubernetes 1.34 has them. */
const selectable: Record<string, string[]> = {
  "pods.": [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.nominatedNodeName",
  ],
  "events.": eventFields("involvedObject", "source"),
  "events.events.k8s.io": eventFields("regarding", "reportingController"),
  "secrets.": ["type"],
  "namespaces.": ["status.phase", "name"],
  "nodes.": ["spec.unschedulable"],
  "services.": ["spec.clusterIP", "spec.type"],
  "replicationcontrollers.": ["status.replicas"],
  "jobs.batch": ["status.successful"],
  "certificatesigningrequests.certificates.k8s.io": ["spec.signerName"],
};

function eventFields(about: string, source: string): string[] {
  const parts = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];
  return [
    ...parts.map((part) => `${about}.${part}`),
    "reason",
    "reportingComponent",
    source,
    "type",
  ];
}

/** Parses `a=b,c!=d` over the fields the resource lets be selected. @throws ApiError BadRequest. */
export function parseFieldSelector(text: string, target: Target): FieldSelector | undefined {
  if (text.trim() === "") return undefined;
  const { definition, version } = target;
  const known = [
    ...(selectable[`${definition.plural}.${definition.group}`] ?? []),
    ...(version.selectableFields ?? []).map((path) => path.replace(/^\./, "")),
  ];
  const terms = text
    .split(/(?<!\\),/)
    .filter((term) => term !== "")
    .map((term) => {
      const [, path, operator, raw] = /^(.*?)(!=|==|=)(.*)$/s.exec(term) ?? [];
      if (path === undefined || raw === undefined) {
        throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
      }
      if (!["metadata.name", "metadata.namespace", ...known].includes(path)) {
        if (definition.group === "batch" && definition.kind === "Job")
          throw badRequest(`field label ${goQuote(path)} not supported for Job`);
        throw definition.custom || known.length > 0
          ? badRequest(`field label not supported: ${path}`)
          : badRequest(
              `"${path}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
            );
      }
      const value = raw.replace(/\\(.)/g, "$1");
      return { keys: path.split("."), value, negated: operator === "!=" };
    });
  return (object) =>
    terms.every(({ keys, value, negated }) => (valueAt(object, keys) === value) !== negated);
}

function valueAt(object: ApiObject, keys: readonly string[]): string {
  let value: unknown = keys[0] === "name" ? object.metadata : object;
  for (const key of keys) {
    value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  }
  if (value === undefined || value === null) return keys.at(-1) === "unschedulable" ? "false" : "";
  return String(value);
}
