import type { RequestAttributes } from "../model/access.ts";
import type { PolicyRule } from "./policy.ts";

/** Whether one rule allows the request; who asks was decided by the binding that led here. */
export function ruleAllows(rule: PolicyRule, attributes: RequestAttributes): boolean {
  if (!hasOrAll(rule.verbs, attributes.verb)) return false;
  if (attributes.kind === "path") {
    return (rule.nonResourceURLs ?? []).some((url) => pathMatches(url, attributes.path));
  }
  return (
    hasOrAll(rule.apiGroups, attributes.group) &&
    resourceMatches(rule, attributes) &&
    nameMatches(rule, attributes.name ?? "")
  );
}

/** `*` is everything; a trailing `*` is any end, also none. */
export function pathMatches(pattern: string, path: string): boolean {
  if (pattern === "*" || pattern === path) return true;
  return pattern.endsWith("*") && path.startsWith(pattern.replace(/\*+$/, ""));
}

function hasOrAll(items: string[] | undefined, wanted: string): boolean {
  return items?.some((item) => item === "*" || item === wanted) ?? false;
}

function resourceMatches(
  rule: PolicyRule,
  { resource, subresource }: { resource: string; subresource?: string },
): boolean {
  const combined = subresource ? `${resource}/${subresource}` : resource;
  return (
    rule.resources?.some(
      (item) =>
        item === "*" ||
        item === combined ||
        (subresource !== undefined && subresource !== "" && item === `*/${subresource}`),
    ) ?? false
  );
}

/** A rule with names never allows requests that have none: list, watch, create. */
function nameMatches({ resourceNames = [] }: PolicyRule, name: string): boolean {
  return resourceNames.length === 0 || resourceNames.includes(name);
}
