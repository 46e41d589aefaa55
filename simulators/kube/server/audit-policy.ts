import { loadLater } from "../../support/load-later.ts";
import type { RequestAttributes } from "../model/access.ts";
import { FlagError } from "./flags.ts";

const yaml = loadLater<typeof import("yaml")>("yaml");

/** Whether a request is logged. */
export type AuditPolicy = (attributes: RequestAttributes) => boolean;

interface Rule {
  level: string;
  users?: string[];
  userGroups?: string[];
  verbs?: string[];
  namespaces?: string[];
  resources?: { group?: string; resources?: string[]; resourceNames?: string[] }[];
  nonResourceURLs?: string[];
}

/**
 * An `audit.k8s.io/v1` Policy: the first rule that fits decides. Levels that want bodies are logged as
 * Metadata. @throws FlagError
 */
export function parseAuditPolicy(text: string): AuditPolicy {
  const { rules } = (parse(text) ?? {}) as { rules?: Rule[] };
  if (!Array.isArray(rules)) {
    throw new FlagError("--audit-policy-file: expected a Policy of audit.k8s.io/v1 with rules");
  }
  return (attributes) => {
    const rule = rules.find((each) => fits(each, attributes));
    return rule !== undefined && rule.level !== "None";
  };
}

/** YAML, of which JSON is the part that is read without a package. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return yaml().parse(text);
  }
}

function fits(rule: Rule, attributes: RequestAttributes): boolean {
  const { user, verb } = attributes;
  if (!among(rule.users, user.name) || !among(rule.verbs, verb)) return false;
  if (rule.userGroups?.length && !user.groups.some((each) => rule.userGroups?.includes(each))) {
    return false;
  }
  if (attributes.kind === "path") {
    if (rule.resources?.length || rule.namespaces?.length) return false;
    const { nonResourceURLs = [] } = rule;
    return (
      nonResourceURLs.length === 0 || nonResourceURLs.some((url) => covers(url, attributes.path))
    );
  }
  if (rule.nonResourceURLs?.length) return false;
  if (!among(rule.namespaces, attributes.namespace ?? "")) return false;
  const { resources = [] } = rule;
  return resources.length === 0 || resources.some((each) => includesResource(each, attributes));
}

function includesResource(
  { group = "", resources = [], resourceNames }: NonNullable<Rule["resources"]>[number],
  attributes: Extract<RequestAttributes, { kind: "resource" }>,
): boolean {
  if (group !== attributes.group || !among(resourceNames, attributes.name ?? "")) return false;
  const { resource, subresource } = attributes;
  const whole = subresource ? `${resource}/${subresource}` : resource;
  const all = ["*", whole, ...(subresource ? [`*/${subresource}`] : []), `${resource}/*`];
  return resources.length === 0 || resources.some((each) => all.includes(each));
}

function among(wanted: string[] | undefined, seen: string): boolean {
  return !wanted?.length || wanted.includes(seen);
}

function covers(pattern: string, path: string): boolean {
  return pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}
