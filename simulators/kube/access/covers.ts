import { goQuoteAll } from "./go-quote.ts";
import type { PolicyRule } from "./policy.ts";
import { pathMatches } from "./rule-matches.ts";

/** What `wanted` grants beyond `held`, one verb of one thing each; nothing when `held` covers it all. */
export function uncovered(held: PolicyRule[], wanted: PolicyRule[]): PolicyRule[] {
  return wanted
    .flatMap(breakDown)
    .filter((single) => !held.some((holder) => ruleCovers(holder, single)));
}

/** The rules as the escalation message lists them: verbs of the same thing together, sorted, once each. */
export function describeRules(rules: PolicyRule[]): string[] {
  const together = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const { verbs, ...rest } = rule;
    // Paths are listed verb by verb.
    const key = JSON.stringify(rule.nonResourceURLs ? rule : rest);
    const known = together.get(key);
    if (!known) together.set(key, { ...rule, verbs: [...verbs] });
    else if (!rule.nonResourceURLs) known.verbs.push(...verbs);
  }
  // By bytes, as Go sorts.
  return [...new Set([...together.values()].map(describeRule))].toSorted((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
}

function describeRule(rule: PolicyRule): string {
  const parts: [name: string, values: string[] | undefined][] = [
    ["APIGroups", rule.apiGroups],
    ["Resources", rule.resources],
    ["NonResourceURLs", rule.nonResourceURLs],
    ["ResourceNames", rule.resourceNames],
    ["Verbs", rule.verbs],
  ];
  const told = parts.filter(([, values]) => values !== undefined && values.length > 0);
  return `{${told.map(([name, values]) => `${name}:${goQuoteAll(values ?? [])}`).join(", ")}}`;
}

function breakDown(rule: PolicyRule): PolicyRule[] {
  const { apiGroups = [], resources = [], verbs, resourceNames = [], nonResourceURLs = [] } = rule;
  const names = resourceNames.length > 0 ? resourceNames.map((name) => [name]) : [undefined];
  return [
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        verbs.flatMap((verb) =>
          names.map((only) => ({
            apiGroups: [group],
            resources: [resource],
            verbs: [verb],
            ...(only && { resourceNames: only }),
          })),
        ),
      ),
    ),
    ...nonResourceURLs.flatMap((url) =>
      verbs.map((verb) => ({ nonResourceURLs: [url], verbs: [verb] })),
    ),
  ];
}

function ruleCovers(holder: PolicyRule, single: PolicyRule): boolean {
  const names = holder.resourceNames ?? [];
  return (
    coversAll(holder.verbs, single.verbs) &&
    coversAll(holder.apiGroups, single.apiGroups) &&
    (single.resources ?? []).every((resource) => resourceCovered(holder.resources, resource)) &&
    (single.nonResourceURLs ?? []).every((url) =>
      holder.nonResourceURLs?.some((owned) => pathMatches(owned, url)),
    ) &&
    (names.length === 0 || single.resourceNames?.every((name) => names.includes(name)) === true)
  );
}

function coversAll(owned: string[] = [], wanted: string[] = []): boolean {
  return owned.includes("*") || wanted.every((each) => owned.includes(each));
}

function resourceCovered(owned: string[] = [], resource: string): boolean {
  if (owned.includes("*") || owned.includes(resource)) return true;
  const slash = resource.indexOf("/");
  return slash !== -1 && owned.includes(`*${resource.slice(slash)}`);
}
