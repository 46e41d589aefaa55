import type { FieldError } from "../../../model/api-error.ts";
import type { ApiObject } from "../../../model/api-object.ts";
import { invalid, required, unsupported } from "../../../model/findings.ts";
import { isObject } from "../../../schema/is-object.ts";
import { fields, filled, given, nonNegative, number, oneOf, same } from "../check.ts";
import { internalValue } from "../internal-value.ts";
import type { KindRules } from "../kind-rules.ts";
import { dnsLabel } from "../name-rules.ts";
import { domainPrefixedPath } from "../paths.ts";
import { podTemplate } from "../pods/pod-spec.ts";
import { labelSelector } from "../selectors.ts";
import { failurePolicy, replacementPolicy } from "./job-policies.ts";
import { generatedSelector } from "./job-selector.ts";
import { mismatch, type Spec, shownSelector } from "./templates.ts";

export const jobKinds: Record<string, KindRules> = {
  "Job batch": {
    validate: (object) => [
      ...generatedSelector(object as ApiObject),
      ...wholeSpec(specOf(object), "spec"),
      ...hostName(object as ApiObject),
    ],
    update: (object, old) => [
      ...wholeSpec(specOf(object), "spec"),
      ...changes(specOf(object), specOf(old), "spec"),
    ],
  },
};

function specOf(object: unknown): Spec {
  const { spec } = object as ApiObject;
  return isObject(spec) ? spec : {};
}

function wholeSpec(spec: Spec, at: string): FieldError[] {
  const found = jobSpec(spec, at);
  if (!isObject(spec.selector)) found.push(required(`${at}.selector`));
  const wrong = labelSelector(spec.selector, `${at}.selector`);
  return [...found, ...wrong, ...(wrong.length === 0 ? mismatch(spec, at) : [])];
}

/** What Jobs and the templates of CronJobs are held to. */
export function jobSpec(spec: Spec, at: string): FieldError[] {
  const { maxFailedIndexes, backoffLimitPerIndex } = spec;
  const lonely = maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined;
  return [
    ...fields({
      parallelism: nonNegative,
      completions: nonNegative,
      activeDeadlineSeconds: nonNegative,
      backoffLimit: nonNegative,
      ttlSecondsAfterFinished: nonNegative,
      backoffLimitPerIndex: nonNegative,
      maxFailedIndexes: nonNegative,
    })(spec, at),
    ...(lonely
      ? [required(`${at}.backoffLimitPerIndex`, "when maxFailedIndexes is specified")]
      : []),
    ...fields({
      managedBy: filled(domainPrefixedPath),
      completionMode: given(oneOf("NonIndexed", "Indexed")),
    })(spec, at),
    ...indexProblems(spec, at),
    ...failurePolicy(spec, `${at}.podFailurePolicy`),
    ...replacementPolicy(spec, `${at}.podReplacementPolicy`),
    ...podTemplate()(spec.template, `${at}.template`),
    ...restartProblems(spec, `${at}.template.spec.restartPolicy`),
  ];
}

const parallelismMax = 100000;

function indexProblems(spec: Spec, at: string): FieldError[] {
  const { completionMode, completions, parallelism, maxFailedIndexes } = spec;
  if (completionMode === "Indexed") {
    const told = `must be less than or equal to ${parallelismMax} when completion mode is Indexed`;
    return [
      ...(completions === undefined
        ? [required(`${at}.completions`, "when completion mode is Indexed")]
        : []),
      ...(number(parallelism) > parallelismMax
        ? [invalid(`${at}.parallelism`, parallelism, told)]
        : []),
      ...(completions !== undefined && number(maxFailedIndexes) > number(completions)
        ? [
            invalid(
              `${at}.maxFailedIndexes`,
              maxFailedIndexes,
              "must be less than or equal to completions",
            ),
          ]
        : []),
    ];
  }
  if (completionMode !== undefined && completionMode !== "NonIndexed") return [];
  return ["backoffLimitPerIndex", "maxFailedIndexes"].flatMap((key) =>
    spec[key] === undefined
      ? []
      : [invalid(`${at}.${key}`, spec[key], "requires indexed completion mode")],
  );
}

function restartProblems(spec: Spec, at: string): FieldError[] {
  const { spec: pod } = (isObject(spec.template) ? spec.template : {}) as { spec?: Spec };
  const policy = pod?.restartPolicy ?? "";
  if (policy === "Always" || policy === "")
    return [required(at, 'valid values: "OnFailure", "Never"')];
  if (policy !== "OnFailure" && policy !== "Never")
    return [unsupported(at, policy, ["OnFailure", "Never"])];
  if (!isObject(spec.podFailurePolicy) || policy === "Never") return [];
  return [invalid(at, policy, 'only "Never" is supported when podFailurePolicy is specified')];
}

function hostName({ metadata, spec }: ApiObject): FieldError[] {
  const { completionMode, completions } = (spec ?? {}) as Spec;
  if (completionMode !== "Indexed" || number(completions) === 0) return [];
  const last = `${metadata.name}-${number(completions) - 1}`;
  if (dnsLabel(last).length === 0) return [];
  const detail = `will not able to create pod with invalid DNS label: ${last}`;
  return [invalid("metadata.name", metadata.name, detail)];
}

/** Fields that stay, and the type they have in the server. */
const kept = [
  ["completionMode", "string"],
  ["podFailurePolicy", "batch.PodFailurePolicy"],
  ["backoffLimitPerIndex", "int32"],
  ["managedBy", "string"],
  ["successPolicy", "batch.SuccessPolicy"],
] as const;

function changes(spec: Spec, old: Spec, at: string): FieldError[] {
  const fixed = "field is immutable";
  const template = internalValue("core.PodTemplateSpec", spec.template);
  const before = internalValue("core.PodTemplateSpec", openTemplate(spec, old));
  return [
    ...completionChange(spec, old, at),
    ...(same(spec.selector, old.selector)
      ? []
      : [invalid(`${at}.selector`, shownSelector(spec.selector), fixed)]),
    ...(same(template, before) ? [] : [invalid(`${at}.template`, template, fixed)]),
    ...kept.flatMap(([key, type]) =>
      same(spec[key] ?? null, old[key] ?? null) && isObject(spec[key]) === isObject(old[key])
        ? []
        : [invalid(`${at}.${key}`, internalValue(`*${type}`, spec[key]), fixed)],
    ),
  ];
}

function completionChange(spec: Spec, old: Spec, at: string): FieldError[] {
  const { completions, parallelism, completionMode } = spec;
  if (same(completions, old.completions)) return [];
  if (completionMode !== "Indexed")
    return [invalid(`${at}.completions`, completions ?? null, "field is immutable")];
  if (completions === undefined || completions === parallelism) return [];
  const detail = `can only be modified in tandem with ${at}.parallelism`;
  return [invalid(`${at}.completions`, completions, detail)];
}

/** Of a Job that never started, what decides on nodes may change: it is taken from the new template. */
function openTemplate(spec: Spec, old: Spec): unknown {
  const template = structuredClone(old.template) as { metadata?: Spec; spec?: Spec } | undefined;
  const wanted = spec.template as { metadata?: Spec; spec?: Spec } | undefined;
  if (old.suspend !== true || !template?.spec || !wanted?.spec) return template;
  for (const key of ["nodeSelector", "tolerations", "schedulingGates"])
    template.spec[key] = wanted.spec[key];
  const [affinity, own] = [template.spec.affinity, wanted.spec.affinity] as [Spec?, Spec?];
  if (affinity || own) template.spec.affinity = { ...affinity, nodeAffinity: own?.nodeAffinity };
  const { labels, annotations } = wanted.metadata ?? {};
  template.metadata = { ...template.metadata, labels, annotations };
  return template;
}
