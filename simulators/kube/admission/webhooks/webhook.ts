import type { ObjectReader } from "../../model/access.ts";
import type { WebhookClientConfig } from "../../model/resource.ts";
import type { Rule } from "../match-rules.ts";
import type { Selectors } from "../match-selectors.ts";

export interface MatchCondition {
  name: string;
  expression: string;
}

/** One webhook of a configuration object, with the API's defaults set. */
export interface Webhook extends Selectors {
  name: string;
  clientConfig: WebhookClientConfig;
  rules?: Rule[];
  failurePolicy?: "Ignore" | "Fail";
  matchPolicy?: "Exact" | "Equivalent";
  matchConditions?: MatchCondition[];
  sideEffects?: string;
  timeoutSeconds?: number;
  admissionReviewVersions?: string[];
  reinvocationPolicy?: "Never" | "IfNeeded";
}

/** A webhook and what it goes by in its server. */
export interface RegisteredWebhook extends Webhook {
  id: string;
}

/** All webhooks of one sort, those of the first configuration by name first. */
export function registeredWebhooks(
  reader: ObjectReader,
  resource: "mutatingwebhookconfigurations" | "validatingwebhookconfigurations",
): RegisteredWebhook[] {
  const configurations = reader.list({ group: "admissionregistration.k8s.io", resource });
  if (configurations.length === 0) return [];
  return configurations
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    .flatMap(({ metadata, webhooks }) =>
      ((webhooks ?? []) as Webhook[]).map((webhook, at) => ({
        ...webhook,
        id: `${metadata.name}/${webhook.name}/${at}`,
      })),
    );
}
