import type { FieldError } from "../../../model/api-error.ts";
import type { ApiObject } from "../../../model/api-object.ts";
import { forbidden, invalid } from "../../../model/findings.ts";
import { isObject } from "../../../schema/is-object.ts";
import { atLeast, fields, filled, given, list, nonNegative, oneOf, same, text } from "../check.ts";
import { internalValue } from "../internal-value.ts";
import { dnsLabel } from "../name-rules.ts";
import { labelSelector } from "../selectors.ts";
import {
  isEmptySelector,
  lastingTemplate,
  mismatch,
  type Spec,
  selectorProblems,
  shownSelector,
} from "./templates.ts";

export function statefulSet(spec: Spec, at: string): FieldError[] {
  const claims = list(spec.volumeClaimTemplates).map((claim) => {
    const name = (claim as ApiObject).metadata?.name ?? "";
    return { name, persistentVolumeClaim: { claimName: name } };
  });
  const policy = spec.podManagementPolicy;
  const known = policy === "OrderedReady" || policy === "Parallel";
  const retention = filled(oneOf("Retain", "Delete"));
  return [
    ...(known
      ? []
      : [invalid(`${at}.podManagementPolicy`, policy, "must be 'OrderedReady' or 'Parallel'")]),
    ...statefulStrategy(spec.updateStrategy, `${at}.updateStrategy`),
    ...fields({
      persistentVolumeClaimRetentionPolicy: given(
        fields({ whenDeleted: retention, whenScaled: retention }),
      ),
      replicas: nonNegative,
      minReadySeconds: nonNegative,
      ordinals: given(fields({ start: atLeast(0) })),
      serviceName: filled(text(dnsLabel)),
    })(spec, at),
    ...selectorProblems(spec, at, "statefulset"),
    ...(labelSelector(spec.selector, at).length > 0
      ? [invalid(`${at}.selector`, shownSelector(spec.selector), "")]
      : [
          ...(isEmptySelector(spec.selector) ? [] : mismatch(spec, at)),
          ...lastingTemplate(claimsFirst(spec, claims), at, { kind: "StatefulSet" }),
        ]),
  ];
}

/** A claim takes the place of a volume of its name. */
function claimsFirst(spec: Spec, claims: { name: string }[]): Spec {
  const template = structuredClone(isObject(spec.template) ? spec.template : {});
  const pod = template.spec as Spec | undefined;
  if (!pod || claims.length === 0) return spec;
  const names = claims.map(({ name }) => name);
  const others = list(pod.volumes).filter(
    (volume) => !names.includes((volume as { name: string }).name),
  );
  pod.volumes = [...claims, ...others];
  return { ...spec, template };
}

function statefulStrategy(value: unknown, at: string): FieldError[] {
  const { type, rollingUpdate } = (isObject(value) ? value : {}) as Spec;
  const place = `${at}.rollingUpdate`;
  if (type === "OnDelete") {
    if (!isObject(rollingUpdate)) return [];
    const shown = internalValue("apps.RollingUpdateStatefulSetStrategy", rollingUpdate);
    return [invalid(place, shown, "only allowed for updateStrategy 'RollingUpdate'")];
  }
  if (type === "RollingUpdate")
    return given(fields({ partition: atLeast(0) }))(rollingUpdate, place);
  const shown = internalValue("apps.StatefulSetUpdateStrategy", value);
  return [invalid(at, shown, "must be 'RollingUpdate' or 'OnDelete'")];
}

const openFields = [
  "replicas",
  "ordinals",
  "template",
  "updateStrategy",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
  "minReadySeconds",
];

export function updateStatefulSet(object: ApiObject, old: ApiObject): FieldError[] {
  const closed = (spec: unknown) =>
    Object.entries((spec ?? {}) as Spec).filter(([key]) => !openFields.includes(key));
  if (same(Object.fromEntries(closed(object.spec)), Object.fromEntries(closed(old.spec))))
    return [];
  const detail =
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', " +
    "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
  return [forbidden("spec", detail)];
}
