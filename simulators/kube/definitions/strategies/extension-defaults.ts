import { type Fields, ownPart, part, parts, setMissing } from "./fields.ts";
import { servicePort } from "./object-defaults.ts";
import type { Defaults } from "./workload-defaults.ts";

/** Defaults of what extends the API server. */
export const extensionDefaults: Record<string, Defaults> = {
  "ValidatingWebhookConfiguration admissionregistration.k8s.io": (_, configuration) => {
    for (const webhook of parts(configuration, "webhooks")) webhookDefaults(webhook);
  },
  "MutatingWebhookConfiguration admissionregistration.k8s.io": (_, configuration) => {
    for (const webhook of parts(configuration, "webhooks")) {
      webhookDefaults(webhook);
      setMissing(webhook, { reinvocationPolicy: "Never" });
    }
  },
  "ValidatingAdmissionPolicy admissionregistration.k8s.io": (spec) => {
    setMissing(spec, { failurePolicy: "Fail" });
    matchDefaults(part(spec, "matchConstraints"));
  },
  "ValidatingAdmissionPolicyBinding admissionregistration.k8s.io": (spec) =>
    matchDefaults(part(spec, "matchResources")),
  "CustomResourceDefinition apiextensions.k8s.io": (spec, definition) => {
    const names = ownPart(spec, "names");
    if (typeof names.kind === "string") {
      setMissing(names, { singular: names.kind.toLowerCase(), listKind: `${names.kind}List` });
    }
    setMissing(spec, { conversion: { strategy: "None" } });
    servicePort(part(part(part(spec, "conversion"), "webhook"), "clientConfig"));
    const versions = parts(spec, "versions").filter(({ storage }) => storage === true);
    const status = ownPart(definition, "status");
    if (!Array.isArray(status.storedVersions) || status.storedVersions.length === 0)
      status.storedVersions = versions.map(({ name }) => name);
  },
};

function webhookDefaults(webhook: Fields): void {
  setMissing(webhook, {
    failurePolicy: "Fail",
    matchPolicy: "Equivalent",
    namespaceSelector: {},
    objectSelector: {},
    timeoutSeconds: 10,
  });
  servicePort(part(webhook, "clientConfig"));
  for (const rule of parts(webhook, "rules")) setMissing(rule, { scope: "*" });
}

function matchDefaults(match: Fields | undefined): void {
  if (!match) return;
  setMissing(match, { matchPolicy: "Equivalent", namespaceSelector: {}, objectSelector: {} });
  for (const list of ["resourceRules", "excludeResourceRules"])
    for (const rule of parts(match, list)) setMissing(rule, { scope: "*" });
}
