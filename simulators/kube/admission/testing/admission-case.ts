import type { Step } from "../../contract/testing/cases.ts";

/** What a webhook's server makes of a review: an answer's body, or the answer as a whole. */
export type Hook = (review: Review) => object | Response;

export interface Review {
  apiVersion: string;
  request: {
    uid: string;
    operation: string;
    object: { metadata: Record<string, unknown>; [field: string]: unknown } | null;
    [field: string]: unknown;
  };
}

/**
 * Requests to a server with webhooks and policies. In bodies `$webhooks` stands for where the webhooks
 * are, and `$ca` for the certificate they are trusted by.
 */
export interface AdmissionCase {
  name: string;
  /** By path; every path without one allows. */
  hooks?: Record<string, Hook>;
  /** Objects of admissionregistration.k8s.io, there for the steps of the case. */
  configurations?: object[];
  /** Before the configurations are there. */
  before?: Step[];
  steps: Step[];
}

export function answer({ apiVersion, request }: Review, response: object): object {
  return { apiVersion, kind: "AdmissionReview", response: { uid: request.uid, ...response } };
}

export const allow: Hook = (review) => answer(review, { allowed: true });

export const deny =
  (status?: object): Hook =>
  (review) =>
    answer(review, { allowed: false, ...(status ? { status } : {}) });

export const patchWith =
  (...operations: object[]): Hook =>
  (review) => {
    const patch = Buffer.from(JSON.stringify(operations)).toString("base64");
    return answer(review, { allowed: true, patchType: "JSONPatch", patch });
  };

interface WebhookOptions {
  /** One word: the webhook's name, path and configuration are made of it. */
  name: string;
  rules?: object[];
  [field: string]: unknown;
}

/** A webhook of a configuration; it is asked about configmaps of the case's namespace unless told. */
export function webhook({ name, ...more }: WebhookOptions): object {
  return {
    name: `${name}.example.com`,
    clientConfig: { url: `$webhooks/${name}`, caBundle: "$ca" },
    rules: [rule()],
    sideEffects: "None",
    admissionReviewVersions: ["v1"],
    timeoutSeconds: 5,
    ...more,
  };
}

export function rule(more: object = {}): object {
  return {
    operations: ["*"],
    apiGroups: [""],
    apiVersions: ["v1"],
    resources: ["configmaps"],
    ...more,
  };
}

export function configuration(
  kind: "Mutating" | "Validating",
  name: string,
  webhooks: readonly object[],
): object {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: `${kind}WebhookConfiguration`,
    metadata: { name },
    webhooks,
  };
}
