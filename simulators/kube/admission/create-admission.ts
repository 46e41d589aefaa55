import type { Clock, Random } from "../../../harness/core/clock.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { Admit } from "../registry/call.ts";
import { type Attributes, attributesOf, kindAt } from "./attributes.ts";
import type { Authorize } from "./cel/authorizer.ts";
import { createExpressions } from "./cel/expressions.ts";
import { giveIngressClass, giveStorageClass } from "./plugins/default-classes.ts";
import { giveTolerations } from "./plugins/default-tolerations.ts";
import { giveLimits, requireLimits } from "./plugins/limit-ranger.ts";
import { givePriority, requireOneDefault } from "./plugins/priority.ts";
import { giveServiceAccount, requireServiceAccount } from "./plugins/service-account.ts";
import { taintNode } from "./plugins/taint-nodes.ts";
import { requirePodSecurity } from "./pod-security/require-pod-security.ts";
import { judgeByPolicies } from "./policies/judge-by-policies.ts";
import { requireQuota } from "./quotas/require-quota.ts";
import { httpsCall } from "./webhooks/https-call.ts";
import { mutateByWebhooks, type Reinvocation } from "./webhooks/mutating.ts";
import type { CallWebhook, ResolveService } from "./webhooks/post-review.ts";
import { validateByWebhooks } from "./webhooks/validating.ts";

export interface AdmissionOptions {
  /** Timeouts of webhooks. */
  clock: Clock;
  /** Uids of reviews, names of volumes. */
  random: Random;
  /** Reaches a webhook's server; over HTTPS unless told. */
  call?: CallWebhook;
  /** An embedded server has no cluster network: services have no place unless told. */
  resolveService?: ResolveService;
  /** What `authorizer` in expressions answers by; all is allowed unless told. */
  authorize?: Authorize;
  /** `--disable-admission-plugins`, by kube-apiserver's names. */
  disabled?: readonly string[];
}

/** Admission of kube-apiserver's own: for `createKubeServer({ admit })`. */
export function createAdmission(options: AdmissionOptions): Admit {
  const { clock, random, call = httpsCall, resolveService = () => undefined } = options;
  const caller = { clock, random, call, resolveService };
  const expressions = createExpressions(
    options.authorize ?? (() => ({ allowed: true, reason: "" })),
  );
  const webhooks = { caller, expressions };
  const runs = (plugin: string) => !options.disabled?.includes(plugin);

  /** The chain once, in the order of the real server. */
  async function mutateOnce(attributes: Attributes, reinvocation: Reinvocation) {
    let now = attributes;
    const keep = (object: ApiObject | undefined) => {
      if (object) now = { ...now, object };
    };
    if (runs("LimitRanger")) keep(giveLimits(now));
    if (runs("ServiceAccount")) keep(await giveServiceAccount(now, { clock, random }));
    if (runs("TaintNodesByCondition")) keep(taintNode(now));
    if (runs("Priority")) keep(givePriority(now));
    if (runs("DefaultTolerationSeconds")) keep(giveTolerations(now));
    if (runs("DefaultStorageClass")) keep(giveStorageClass(now));
    if (runs("DefaultIngressClass")) keep(giveIngressClass(now));
    if (runs("MutatingAdmissionWebhook") && !isExempt(now)) {
      keep(await mutateByWebhooks(now, reinvocation, webhooks));
    }
    return now;
  }
  return {
    async mutate(request) {
      const attributes = attributesOf(request);
      const reinvocation: Reinvocation = {
        round: 0,
        changed: false,
        invoked: new Set(),
        again: new Set(),
      };
      const first = await mutateOnce(attributes, reinvocation);
      if (!reinvocation.changed) return first.object;
      reinvocation.round = 1;
      return (await mutateOnce(first, reinvocation)).object;
    },
    async validate(request) {
      const attributes = attributesOf(request);
      if (runs("LimitRanger")) requireLimits(attributes);
      if (runs("ServiceAccount")) requireServiceAccount(attributes);
      if (runs("PodSecurity")) requirePodSecurity(attributes);
      if (runs("Priority")) requireOneDefault(attributes);
      if (runs("ValidatingAdmissionPolicy")) {
        const judge = () => judgeByPolicies(attributes, expressions);
        const { warnings, denial } = await attributes.converting(judge);
        attributes.warnings.push(...warnings);
        if (denial) throw denial;
      }
      if (!isExempt(attributes) && runs("ValidatingAdmissionWebhook")) {
        await validateByWebhooks(attributes, webhooks);
      }
      if (runs("ResourceQuota")) requireQuota(attributes);
    },
  };
}

/** Configurations of admission could lock themselves in. */
function isExempt({ found, subresource }: Attributes): boolean {
  const { group, kind } = kindAt(found, subresource);
  return group === "admissionregistration.k8s.io" && configurations.has(kind);
}

const configurations = new Set([
  "ValidatingWebhookConfiguration",
  "MutatingWebhookConfiguration",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
]);
