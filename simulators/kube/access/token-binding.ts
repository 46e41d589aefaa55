import type { ObjectReader } from "../model/access.ts";
import { ApiError, badRequest } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { goQuote } from "./go-quote.ts";
import type { BoundTo } from "./jwt.ts";

/** `spec.boundObjectRef` of a TokenRequest. */
export interface ObjectReference {
  apiVersion?: string;
  kind?: string;
  name?: string;
  uid?: string;
}

const resources: Record<string, string> = { Pod: "pods", Node: "nodes", Secret: "secrets" };

/** What a token says of the object it shall end with. @throws ApiError NotFound, BadRequest, Conflict */
export function findBound(request: {
  reference: ObjectReference;
  namespace: string;
  /** Name of the ServiceAccount. */
  account: string;
  reader: ObjectReader;
}): Pick<BoundTo, "pod" | "secret" | "node"> {
  const { reference, namespace, account, reader } = request;
  const { apiVersion = "", kind = "", name = "", uid } = reference;
  const resource = apiVersion.includes("/") ? undefined : resources[kind];
  if (!resource) {
    const [version = "", group = ""] = apiVersion.split("/").toReversed();
    throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
  }
  const object = reader.get({ group: "", resource }, kind === "Node" ? undefined : namespace, name);
  if (!object) throw notFound(resource, name);
  const spec = (object.spec ?? {}) as { serviceAccountName?: string; nodeName?: string };
  if (kind === "Pod" && spec.serviceAccountName !== account) {
    throw badRequest(
      `cannot bind token for serviceaccount ${goQuote(account)} to pod running with different serviceaccount name.`,
    );
  }
  if (uid && uid !== object.metadata.uid) throw wrongUid(kind, name, uid);
  const self = { name, uid: object.metadata.uid ?? "" };
  if (kind === "Secret") return { secret: self };
  if (kind === "Node") return { node: self };
  return { ...nodeOf(spec.nodeName, reader), pod: self };
}

/** A node that is gone is told by name alone. */
function nodeOf(name: string | undefined, reader: ObjectReader): Pick<BoundTo, "node"> {
  if (!name) return {};
  const node: ApiObject | undefined = reader.get({ group: "", resource: "nodes" }, undefined, name);
  return { node: { name, ...(node?.metadata.uid && { uid: node.metadata.uid }) } };
}

function wrongUid(kind: string, name: string, uid: string): ApiError {
  return new ApiError({
    message:
      `Operation cannot be fulfilled on ${kind} ${goQuote(name)}: the UID in the bound object reference ` +
      `(${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    reason: "Conflict",
    details: { name, kind },
    code: 409,
  });
}

export function notFound(resource: string, name: string): ApiError {
  return new ApiError({
    message: `${resource} ${goQuote(name)} not found`,
    reason: "NotFound",
    details: { name, kind: resource },
    code: 404,
  });
}
