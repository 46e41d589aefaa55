import type { FoundResource } from "../../registry/catalog.ts";
import type { Attributes } from "../attributes.ts";
import { matchRules } from "../match-rules.ts";
import { matchSelectors } from "../match-selectors.ts";
import type { MatchResources } from "./policy.ts";

/**
 * The resource and version by which a policy or binding takes in a request; undefined when it doesn't.
 * @throws ApiError when that can't be told.
 */
export function matchResources(
  attributes: Attributes,
  resources: MatchResources,
): FoundResource | undefined {
  const { resourceRules = [], excludeResourceRules = [], matchPolicy } = resources;
  const selected = matchSelectors(attributes, resources);
  if (selected === false) return undefined;
  if (matchRules(attributes, { rules: excludeResourceRules, matchPolicy })) return undefined;
  const found =
    resourceRules.length === 0
      ? attributes.found
      : matchRules(attributes, { rules: resourceRules, matchPolicy });
  if (found && selected !== true) throw selected;
  return found;
}
