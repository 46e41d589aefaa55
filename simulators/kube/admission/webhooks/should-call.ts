import type { FoundResource } from "../../registry/catalog.ts";
import { type Attributes, refusal } from "../attributes.ts";
import type { Expressions } from "../cel/expressions.ts";
import { matchConditions } from "../cel/match-conditions.ts";
import { matchRules } from "../match-rules.ts";
import { matchSelectors } from "../match-selectors.ts";
import type { Webhook } from "./webhook.ts";

/**
 * The resource and version a webhook is told of a request in; undefined when it isn't asked.
 * @throws ApiError when that can't be found out.
 */
export function shouldCall(
  webhook: Webhook,
  attributes: Attributes,
  expressions: Expressions,
): FoundResource | undefined {
  const selected = matchSelectors(attributes, webhook);
  if (selected === false) return undefined;
  const { rules = [], matchPolicy, failurePolicy = "Fail" } = webhook;
  const found = matchRules(attributes, { rules, matchPolicy });
  if (!found) return undefined;
  if (selected !== true) throw selected;
  const conditions = webhook.matchConditions ?? [];
  if (conditions.length === 0) return found;
  const variables = expressions.variables({ attributes, found });
  const { matches, error } = matchConditions({ conditions, failurePolicy, expressions, variables });
  if (error !== undefined) throw refusal(attributes, error);
  return matches ? found : undefined;
}
