import type { ApiError } from "../model/api-error.ts";
import { type LabelSelector, selects } from "../model/label-selector.ts";
import { notFound } from "../registry/errors.ts";
import { isNamespace, namespaces } from "../registry/namespaces.ts";
import { type Attributes, labelsOf } from "./attributes.ts";

export interface Selectors {
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
}

/** Whether labels let a request through; an error only counts if nothing else rules it out. */
export function matchSelectors(
  attributes: Attributes,
  { namespaceSelector, objectSelector }: Selectors,
): boolean | ApiError {
  const inNamespace = matchNamespace(attributes, namespaceSelector);
  if (inNamespace === false || !matchObject(attributes, objectSelector)) return false;
  return inNamespace;
}

function matchNamespace(attributes: Attributes, selector: LabelSelector | undefined) {
  const { found, namespace, operation, subresource, object, reader } = attributes;
  const ofNamespace = isNamespace(found.definition);
  if ((namespace === "" && !ofNamespace) || isEmpty(selector)) return true;
  if (ofNamespace && subresource === "" && object && operation !== "DELETE") {
    return selects(selector, labelsOf(object));
  }
  const home = reader.get(namespaces, undefined, namespace);
  return home ? selects(selector, labelsOf(home)) : notFound(namespaces, namespace);
}

function matchObject({ object, oldObject }: Attributes, selector: LabelSelector | undefined) {
  if (isEmpty(selector)) return true;
  return [object, oldObject].some((each) => each && selects(selector, labelsOf(each)));
}

function isEmpty(selector: LabelSelector | undefined): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}
