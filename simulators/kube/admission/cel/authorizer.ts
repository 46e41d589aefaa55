import type { ObjectReader, RequestAttributes } from "../../model/access.ts";
import { type Attributes, resourceAt } from "../attributes.ts";
import { type Ask, Authorizer, type Question } from "./authorizer-library.ts";

/** Decides what someone may do. */
export type Authorize = (
  attributes: RequestAttributes,
  reader: ObjectReader,
) => { allowed: boolean; reason: string };

/** The variable `authorizer`: what the user of the request may do. */
export function authorizerFor(attributes: Attributes, authorize: Authorize): Authorizer {
  const { found, subresource, namespace, name, user, reader } = attributes;
  const { group, resource } = resourceAt(found);
  const ask: Ask = (about, verb, asker) => {
    const { path, group: of = "", resource: what = "", ...rest } = about;
    return authorize(
      path === undefined
        ? { kind: "resource", user: asker, verb, group: of, version: "*", resource: what, ...rest }
        : { kind: "path", user: asker, verb, path },
      reader,
    );
  };
  const place = given({ subresource, namespace, name });
  return new Authorizer(ask, user, { group, resource, ...place });
}

function given(question: Record<string, string>): Question {
  return Object.fromEntries(Object.entries(question).filter(([, value]) => value !== ""));
}
