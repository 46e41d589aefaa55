import type { Strategy } from "../../model/resource.ts";
import { autoscalerKinds } from "./autoscalers.ts";
import { claimKinds } from "./claims.ts";
import { classKinds } from "./classes.ts";
import { coreKinds } from "./core-kinds.ts";
import { sliceKinds } from "./endpoint-slices.ts";
import { eventKinds } from "./events.ts";
import { judgeUpdate, type KindRules } from "./kind-rules.ts";
import { limitRangeKinds } from "./limit-ranges.ts";
import { networkingKinds } from "./networking.ts";
import { volumeKinds } from "./persistent-volumes.ts";
import { podKinds } from "./pods/pods.ts";
import { policyKinds } from "./policies.ts";
import { quotaKinds } from "./quotas.ts";
import { admissionPolicyKinds } from "./registrations/policies.ts";
import { webhookKinds } from "./registrations/webhooks.ts";
import { revisionKinds } from "./revisions.ts";
import { serviceKinds } from "./services/services.ts";
import { statusRules } from "./statuses.ts";
import { storageKinds } from "./storage.ts";
import { cronJobKinds } from "./workloads/cron-jobs.ts";
import { jobKinds } from "./workloads/jobs.ts";
import { workloadKinds } from "./workloads/workloads.ts";

const kinds: Record<string, KindRules> = {
  ...coreKinds,
  ...quotaKinds,
  ...limitRangeKinds,
  ...eventKinds,
  ...claimKinds,
  ...volumeKinds,
  ...policyKinds,
  ...classKinds,
  ...podKinds,
  ...networkingKinds,
  ...autoscalerKinds,
  ...serviceKinds,
  ...workloadKinds,
  ...jobKinds,
  ...cronJobKinds,
  ...webhookKinds,
  ...admissionPolicyKinds,
  ...storageKinds,
  ...sliceKinds,
  ...revisionKinds,
};

/** How the API server's code judges a kind, by `Deployment apps`; nothing where its schema is all there is. */
export function judgementOf(
  key: string,
): Pick<Strategy, "validate" | "validateUpdate" | "validateStatus"> | undefined {
  const rules = kinds[key];
  const status = rules?.status ?? statusRules[key];
  return (
    rules && {
      validate: (object) => [...rules.validate(object, ""), ...(rules.create?.(object) ?? [])],
      ...(status && { validateStatus: status }),
      validateUpdate: (object, old) => judgeUpdate(rules, object, old),
    }
  );
}
