import type { FieldError } from "../../../model/api-error.ts";
import { duplicate, invalid, required } from "../../../model/findings.ts";
import { all, type Check, fields, given, isEmpty, items, list, text } from "../check.ts";
import type { KindRules } from "../kind-rules.ts";
import { dns1035Label } from "../name-rules.ts";
import { labelSelector } from "../selectors.ts";
import { clientConfig } from "./client-config.ts";
import { matchConditions } from "./expressions.ts";
import { qualifiedDomain, ruleWithOperations, supported } from "./rules.ts";

const sideEffects = ["None", "NoneOnDryRun"];

const webhook: Check = all(
  fields({
    name: qualifiedDomain,
    rules: items(ruleWithOperations),
    failurePolicy: given(supported("Fail", "Ignore")),
    matchPolicy: given(supported("Equivalent", "Exact")),
    sideEffects: (value, at) =>
      isEmpty(value)
        ? [required(at, `must specify one of ${sideEffects.join(", ")}`)]
        : supported(...sideEffects)(value, at),
    timeoutSeconds: given((value, at) =>
      Number(value) < 1 || Number(value) > 30
        ? [invalid(at, value, "the timeout value must be between 1 and 30 seconds")]
        : [],
    ),
    namespaceSelector: labelSelector,
    objectSelector: labelSelector,
    reinvocationPolicy: given(supported("IfNeeded", "Never")),
    clientConfig,
    matchConditions: matchConditions({ params: false, authorizer: true, variables: false }),
    admissionReviewVersions: reviewVersions,
  }),
);

const reviews = ["v1", "v1beta1"];

function reviewVersions(value: unknown, at: string): FieldError[] {
  const versions = list(value).map(String);
  if (versions.length === 0) return [required(at, `must specify one of ${reviews.join(", ")}`)];
  const found = versions.flatMap((version, index) =>
    versions.indexOf(version) < index
      ? [invalid(`${at}[${index}]`, version, "duplicate version")]
      : text(dns1035Label)(version, `${at}[${index}]`),
  );
  if (versions.some((version) => reviews.includes(version))) return found;
  const told = `must include at least one of ${reviews.join(", ")}`;
  return [...found, invalid(at, versions, told)];
}

/** Names are told of in their turn, beside what else is wrong with a webhook. */
const webhooks: Check = (value, at) => {
  const seen = new Set<unknown>();
  return list(value).flatMap((each, index) => {
    const place = `${at}[${index}]`;
    const { name } = each as { name?: string };
    const again = name && seen.has(name) ? [duplicate(`${place}.name`, name)] : [];
    seen.add(name);
    return [...webhook(each, place), ...again];
  });
};

const rules: KindRules = { validate: fields({ webhooks }) };

export const webhookKinds: Record<string, KindRules> = {
  "ValidatingWebhookConfiguration admissionregistration.k8s.io": rules,
  "MutatingWebhookConfiguration admissionregistration.k8s.io": rules,
};
