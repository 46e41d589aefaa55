import type { FoundResource } from "../registry/catalog.ts";
import { isNamespace } from "../registry/namespaces.ts";
import { type Attributes, resourceAt } from "./attributes.ts";
import { equivalents } from "./equivalents.ts";

/** `RuleWithOperations` of admissionregistration.k8s.io, and `NamedRuleWithOperations`. */
export interface Rule {
  operations?: string[];
  apiGroups?: string[];
  apiVersions?: string[];
  resources?: string[];
  scope?: string;
  resourceNames?: string[];
}

/**
 * The resource and version that rules choose a request by: its own, or with `Equivalent` another under
 * which the same objects are served. Undefined when they don't choose it.
 */
export function matchRules(
  attributes: Attributes,
  { rules, matchPolicy }: { rules: readonly Rule[]; matchPolicy: string | undefined },
): FoundResource | undefined {
  const { found } = attributes;
  if (rules.some((rule) => matches(rule, attributes, found))) return found;
  if (matchPolicy !== "Equivalent") return undefined;
  const others = equivalents(attributes);
  for (const rule of rules) {
    const other = others.find((each) => matches(rule, attributes, each));
    if (other) return other;
  }
  return undefined;
}

function matches(rule: Rule, attributes: Attributes, found: FoundResource): boolean {
  const { group, version, resource } = resourceAt(found);
  const { operation, subresource, name } = attributes;
  const { resourceNames = [] } = rule;
  return (
    inScope(rule.scope, attributes) &&
    has(rule.operations, operation) &&
    has(rule.apiGroups, group) &&
    has(rule.apiVersions, version) &&
    (rule.resources ?? []).some((each) => {
      const [of, sub = ""] = split(each);
      return (of === "*" || of === resource) && (sub === "*" || sub === subresource);
    }) &&
    (resourceNames.length === 0 || resourceNames.includes(name))
  );
}

function inScope(scope: string | undefined, { found, namespace }: Attributes): boolean {
  if (scope === undefined || scope === "*") return true;
  const cluster = isNamespace(found.definition) || namespace === "";
  return scope === "Cluster" ? cluster : scope === "Namespaced" && !cluster;
}

function has(items: readonly string[] | undefined, wanted: string): boolean {
  return (items ?? []).some((item) => item === "*" || item === wanted);
}

function split(text: string): [string, string?] {
  const at = text.indexOf("/");
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
