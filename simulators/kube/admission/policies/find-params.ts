import type { ObjectReader } from "../../model/access.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { selects } from "../../model/label-selector.ts";
import type { Catalog, FoundResource } from "../../registry/catalog.ts";
import { inVersion } from "../../registry/conversion.ts";
import { storageOf } from "../../registry/errors.ts";
import type { Binding, ParamRef, Policy } from "./policy.ts";

/** A policy or binding that can't be used as it is. */
export class Misconfigured extends Error {
  override readonly name = "Misconfigured";
}

/** The resource of a policy's parameters. @throws Misconfigured when it isn't served. */
export function paramResource({ paramKind }: Policy, catalog: Catalog): FoundResource | undefined {
  if (!paramKind) return undefined;
  const { apiVersion, kind } = paramKind;
  const at = apiVersion.indexOf("/");
  const group = at < 0 ? "" : apiVersion.slice(0, at);
  const name = apiVersion.slice(at + 1);
  const definition = catalog.kind(group, kind);
  const version = definition?.versions.find((each) => each.name === name && each.served);
  if (definition && version) return { definition, version };
  throw new Misconfigured(
    `failed to find resource referenced by paramKind: '${group}/${name}, Kind=${kind}'`,
  );
}

/**
 * The parameters a binding judges by, one judgement each; null stands for none needed.
 * @throws Misconfigured
 */
export function findParams(request: {
  found: FoundResource | undefined;
  binding: Binding;
  namespace: string;
  reader: ObjectReader;
}): (ApiObject | null)[] {
  const { found, binding, namespace, reader } = request;
  const { paramRef } = binding;
  if (!found || !paramRef) return [null];
  const { definition, version } = found;
  const home = homeOf(paramRef, definition.namespaced, namespace);
  const resource = storageOf(definition);
  const all = (): ApiObject[] => {
    if (paramRef.name) {
      const one = reader.get(resource, home, paramRef.name);
      return one ? [one] : [];
    }
    if (!paramRef.selector) throw new Misconfigured("one of name or selector must be provided");
    return reader
      .list(resource, home)
      .filter(
        ({ metadata }) => isEverything(paramRef) || selects(paramRef.selector, metadata.labels),
      );
  };
  const params = all().map((each) => inVersion(each, definition, version));
  if (params.length === 0 && paramRef.parameterNotFoundAction === "Deny") {
    throw new Misconfigured(
      "no params found for policy binding with `Deny` parameterNotFoundAction",
    );
  }
  return params;
}

function homeOf(
  { namespace }: ParamRef,
  namespaced: boolean,
  requested: string,
): string | undefined {
  if (!namespaced) {
    if (!namespace) return undefined;
    throw new Misconfigured(
      "paramRef.namespace must not be provided for a cluster-scoped `paramKind`",
    );
  }
  const home = namespace || requested;
  if (home) return home;
  throw new Misconfigured(
    "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources",
  );
}

function isEverything({ selector }: ParamRef): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}
