import { ApiError, type StatusReason } from "../../model/api-error.ts";
import { isNamespace, namespaces } from "../../registry/namespaces.ts";
import { type Attributes, refusal } from "../attributes.ts";
import type { Expressions } from "../cel/expressions.ts";
import { evaluatePolicy, type Objection } from "./evaluate-policy.ts";
import { findParams, Misconfigured, paramResource } from "./find-params.ts";
import { matchResources } from "./match-resources.ts";
import { type Binding, boundPolicies, type Policy } from "./policy.ts";

/** What policies think of a request. */
export interface Judgement {
  warnings: string[];
  /** Of the first that denies it. */
  denial?: ApiError | undefined;
}

/** Judges a request by ValidatingAdmissionPolicies. */
export function judgeByPolicies(attributes: Attributes, expressions: Expressions): Judgement {
  const warnings: string[] = [];
  if (isExcluded(attributes)) return { warnings };
  const denials: ApiError[] = [];
  for (const { policy, bindings } of boundPolicies(attributes.reader)) {
    const deny = (said: string, { message, reason }: Objection) => {
      denials.push(denial(attributes, `${said} denied request: ${message}`, reason));
    };
    /** Runs; what is wrong with the configuration counts by the failure policy. */
    const configured = (what: "policy" | "binding", said: string, run: () => void) => {
      try {
        run();
      } catch (error) {
        const known = error instanceof Misconfigured || error instanceof ApiError;
        if (!known) throw error;
        if (policy.failurePolicy === "Ignore") return;
        deny(said, { message: `failed to configure ${what}: ${error.message}` });
      }
    };
    const ofPolicy = `ValidatingAdmissionPolicy '${policy.name}'`;
    configured("policy", ofPolicy, () => {
      const found = matchResources(attributes, policy.matchConstraints ?? {});
      if (!found) return;
      const paramsOf = paramResource(policy, attributes.catalog);
      for (const binding of bindings) {
        const said = `${ofPolicy} with binding '${binding.name}'`;
        configured("binding", said, () => {
          if (!matchResources(attributes, binding.matchResources ?? {})) return;
          const { namespace, reader } = attributes;
          const params = findParams({ found: paramsOf, binding, namespace, reader });
          const home = namespaceObject(attributes);
          for (const each of params) {
            const variables = expressions.variables({
              attributes,
              found,
              params: each,
              ...(home ? { namespace: home } : {}),
            });
            for (const objection of evaluatePolicy(policy, { expressions, variables })) {
              act(objection, { policy, binding, warnings, deny: () => deny(said, objection) });
            }
          }
        });
      }
    });
  }
  return { warnings, denial: denials[0] };
}

function act(
  objection: Objection,
  to: { policy: Policy; binding: Binding; warnings: string[]; deny(): void },
): void {
  const { policy, binding, warnings, deny } = to;
  if (objection.always) {
    deny();
    return;
  }
  for (const action of binding.validationActions ?? []) {
    if (action === "Deny") deny();
    if (action !== "Warn") continue;
    warnings.push(
      `Validation failed for ValidatingAdmissionPolicy '${policy.name}' with binding '${binding.name}': ${objection.message}`,
    );
  }
}

function namespaceObject({ found, namespace, reader }: Attributes) {
  if (namespace === "" || isNamespace(found.definition)) return undefined;
  const home = reader.get(namespaces, undefined, namespace);
  if (!home) return undefined;
  const { managedFields, ownerReferences, ...metadata } = home.metadata;
  const { spec, status } = home;
  return { metadata, spec, status } as unknown as typeof home;
}

const codes: Record<string, number> = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
};

function denial(attributes: Attributes, message: string, reason = "Invalid"): ApiError {
  const { status } = refusal(attributes, message);
  return new ApiError({
    message: status.message,
    reason: reason as StatusReason,
    details: { ...status.details, causes: [{ message }] },
    code: codes[reason] ?? 422,
  });
}

/** Policies don't judge themselves, nor what the cluster would break without. */
function isExcluded({ found }: Attributes): boolean {
  const { group, plural } = found.definition;
  return excluded.has(`${plural}.${group}`);
}

const excluded = new Set([
  "validatingadmissionpolicies.admissionregistration.k8s.io",
  "validatingadmissionpolicybindings.admissionregistration.k8s.io",
  "mutatingadmissionpolicies.admissionregistration.k8s.io",
  "mutatingadmissionpolicybindings.admissionregistration.k8s.io",
  "selfsubjectreviews.authentication.k8s.io",
  "tokenreviews.authentication.k8s.io",
  "localsubjectaccessreviews.authorization.k8s.io",
  "selfsubjectaccessreviews.authorization.k8s.io",
  "selfsubjectrulesreviews.authorization.k8s.io",
  "subjectaccessreviews.authorization.k8s.io",
]);
