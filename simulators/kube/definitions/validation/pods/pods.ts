import type { FieldError } from "../../../model/api-error.ts";
import type { ApiObject } from "../../../model/api-object.ts";
import { forbidden, invalid } from "../../../model/findings.ts";
import { isObject } from "../../../schema/is-object.ts";
import { fields, items, list, same } from "../check.ts";
import { internalValue } from "../internal-value.ts";
import type { KindRules } from "../kind-rules.ts";
import { unifiedDiff } from "../unified-diff.ts";
import { containerImage } from "./containers.ts";
import { notOnCreate } from "./environment.ts";
import { podSpec, podTemplate } from "./pod-spec.ts";

type Spec = Record<string, unknown>;
type Container = { image?: unknown };

export const podKinds: Record<string, KindRules> = {
  "Pod ": {
    validate: fields({ spec: podSpec }),
    create: (pod) =>
      list((pod.spec as Spec | undefined)?.ephemeralContainers).length > 0
        ? [notOnCreate("spec.ephemeralContainers")]
        : [],
    update: updatePod,
  },
  "PodTemplate ": { validate: fields({ template: podTemplate() }) },
};

const openFields =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`," +
  "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations)," +
  "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

function updatePod(pod: ApiObject, old: ApiObject): FieldError[] {
  const [spec, before] = [pod.spec, old.spec].map((each) => structuredClone(each ?? {})) as [
    Spec,
    Spec,
  ];
  const images: FieldError[] = [];
  for (const key of ["containers", "initContainers"]) {
    const [containers, kept] = [list(spec[key]), list(before[key])] as [Container[], Container[]];
    if (containers.length !== kept.length)
      return [forbidden(`spec.${key}`, "pod updates may not add or remove containers")];
    images.push(...items(fields({ image: containerImage }))(containers, `spec.${key}`));
    for (const [index, container] of containers.entries()) container.image = kept[index]?.image;
  }
  const found = [...images, ...deadlineProblems(spec, before)];
  spec.activeDeadlineSeconds = before.activeDeadlineSeconds;
  const lost = list(before.tolerations).filter(
    (one) => !list(spec.tolerations).some((two) => sameToleration(one, two)),
  );
  if (lost.length > 0) {
    const told = "existing toleration can not be modified except its tolerationSeconds";
    found.push(forbidden("spec.tolerations", told));
  }
  spec.tolerations = before.tolerations;
  const negative = Number(before.terminationGracePeriodSeconds ?? 0) < 0;
  if (negative && spec.terminationGracePeriodSeconds === 1)
    spec.terminationGracePeriodSeconds = before.terminationGracePeriodSeconds;
  const [shown, shownOld] = [spec, before].map((each) => internalValue("core.PodSpec", each));
  if (!same(shown, shownOld))
    found.push(forbidden("spec", `${openFields}\n${unifiedDiff(shownOld, shown)}`));
  return found;
}

function sameToleration(one: unknown, other: unknown): boolean {
  const bare = (toleration: unknown) =>
    isObject(toleration) ? { ...toleration, tolerationSeconds: undefined } : toleration;
  return same(bare(one), bare(other));
}

function deadlineProblems(spec: Spec, before: Spec): FieldError[] {
  const at = "spec.activeDeadlineSeconds";
  const [now, then] = [spec.activeDeadlineSeconds, before.activeDeadlineSeconds];
  if (then === undefined || then === null) return [];
  if (now === undefined || now === null)
    return [invalid(at, null, "must not update from a positive integer to nil value")];
  return Number(now) > Number(then)
    ? [invalid(at, now, "must be less than or equal to previous value")]
    : [];
}
