import type { User } from "../model/access.ts";
import type { FoundResource } from "../registry/catalog.ts";
import { type Attributes, kindAt, resourceAt } from "./attributes.ts";

/** What reviews and expressions are told of a request, but for its objects: fields as Go writes them. */
export function reviewRequest(attributes: Attributes, found: FoundResource) {
  const { subresource, name, namespace, operation, user, dryRun, options } = attributes;
  return {
    kind: kindAt(found, subresource),
    resource: resourceAt(found),
    ...(subresource ? { subResource: subresource } : {}),
    requestKind: kindAt(attributes.found, subresource),
    requestResource: resourceAt(attributes.found),
    ...(subresource ? { requestSubResource: subresource } : {}),
    ...(name ? { name } : {}),
    ...(namespace ? { namespace } : {}),
    operation,
    userInfo: userInfo(user),
    dryRun,
    options,
  };
}

function userInfo({ name, uid, groups, extra = {} }: User) {
  return {
    username: name,
    ...(uid ? { uid } : {}),
    ...(groups.length > 0 ? { groups } : {}),
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
  };
}
