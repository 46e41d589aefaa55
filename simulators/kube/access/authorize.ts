import type { ObjectReader, RequestAttributes } from "../model/access.ts";
import { ApiError, qualified } from "../model/api-error.ts";
import { goQuote } from "./go-quote.ts";
import { resolveRules } from "./resolve-rules.ts";
import { ruleAllows } from "./rule-matches.ts";

/** Members may do anything, whatever the bindings say. */
export const privilegedGroup = "system:masters";

export interface Decision {
  allowed: boolean;
  /** Why it was allowed, or which bindings lead nowhere; empty when there is nothing to say. */
  reason: string;
}

/** Decides by RBAC over the bindings and roles `reader` sees now. */
export function authorize(request: {
  attributes: RequestAttributes;
  reader: ObjectReader;
}): Decision {
  const { attributes, reader } = request;
  if (attributes.user.groups.includes(privilegedGroup)) return { allowed: true, reason: "" };
  const namespace = attributes.kind === "resource" ? attributes.namespace : undefined;
  const problems = new Set<string>();
  for (const each of resolveRules({ user: attributes.user, namespace, reader })) {
    if ("problem" in each) problems.add(each.problem);
    else if (ruleAllows(each.rule, attributes)) {
      return { allowed: true, reason: `RBAC: allowed by ${each.source}` };
    }
  }
  return { allowed: false, reason: problems.size > 0 ? `RBAC: ${aggregate([...problems])}` : "" };
}

/** Several problems in one text, as `utilerrors.Aggregate` words them. */
export function aggregate(problems: string[]): string {
  return problems.length === 1 ? (problems[0] ?? "") : `[${problems.join(", ")}]`;
}

/** The answer to a request that was not allowed. */
export function forbidden(attributes: RequestAttributes, reason = ""): ApiError {
  const denied = escapeHtml(describeDenial(attributes)) + (reason === "" ? "" : `: ${reason}`);
  if (attributes.kind === "path") {
    return new ApiError({
      message: `forbidden: ${denied}`,
      reason: "Forbidden",
      details: {},
      code: 403,
    });
  }
  return forbiddenObject({ ...attributes, because: denied });
}

/** `configmaps "x" is forbidden: because`; without a name the resource alone is forbidden. */
export function forbiddenObject(request: {
  group: string;
  resource: string;
  name?: string;
  because: string;
}): ApiError {
  const { group, resource, name, because } = request;
  const what = qualified({ group, resource });
  return new ApiError({
    message: `${what}${name ? ` ${goQuote(name)}` : ""} is forbidden: ${because}`,
    reason: "Forbidden",
    details: { ...(name && { name }), ...(group && { group }), kind: resource },
    code: 403,
  });
}

function describeDenial(attributes: RequestAttributes): string {
  const who = `User ${goQuote(attributes.user.name)} cannot ${attributes.verb}`;
  if (attributes.kind === "path") return `${who} path ${goQuote(attributes.path)}`;
  const { resource, subresource, group, namespace } = attributes;
  const what = subresource ? `${resource}/${subresource}` : resource;
  const where = namespace ? `in the namespace ${goQuote(namespace)}` : "at the cluster scope";
  return `${who} resource ${goQuote(what)} in API group ${goQuote(group)} ${where}`;
}

/** Browsers must not take what a client put into a message for markup. */
function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
