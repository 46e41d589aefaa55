import type { FieldError } from "../../../model/api-error.ts";
import { forbidden, invalid, required, unsupported } from "../../../model/findings.ts";
import { type LabelSelector, selects } from "../../../model/label-selector.ts";
import { isObject } from "../../../schema/is-object.ts";
import { isEmpty } from "../check.ts";
import { podTemplate } from "../pods/pod-spec.ts";
import { labelSelector } from "../selectors.ts";

export type Spec = Record<string, unknown>;

/** The selector of what runs Pods: there, well-formed, and not of all Pods. */
export function selectorProblems(spec: Spec, at: string, kind: string): FieldError[] {
  const { selector } = spec;
  if (!isObject(selector)) return [required(`${at}.selector`)];
  const found = labelSelector(selector, `${at}.selector`);
  if (!isEmptySelector(selector)) return found;
  const detail = `empty selector is invalid for ${kind}`;
  return [...found, invalid(`${at}.selector`, {}, detail)];
}

export function isEmptySelector(selector: unknown): boolean {
  if (!isObject(selector)) return false;
  const { matchLabels, matchExpressions } = selector;
  return (
    Object.keys(isObject(matchLabels) ? matchLabels : {}).length === 0 && isEmpty(matchExpressions)
  );
}

/** Whether the selector finds the Pods of the template. */
export function mismatch(spec: Spec, at: string): FieldError[] {
  const own = templateLabels(spec);
  if (selects(spec.selector as LabelSelector | undefined, own ?? {})) return [];
  const detail = "`selector` does not match template `labels`";
  return [invalid(`${at}.template.metadata.labels`, own ?? null, detail)];
}

function templateLabels({ template }: Spec): Record<string, string> | undefined {
  const { metadata } = (isObject(template) ? template : {}) as { metadata?: unknown };
  const { labels } = (isObject(metadata) ? metadata : {}) as { labels?: Record<string, string> };
  return labels && sorted(labels);
}

/** Maps of Go are printed by key. */
function sorted(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A selector as messages print it. */
export function shownSelector(selector: unknown): unknown {
  if (!isObject(selector)) return null;
  const { matchLabels, matchExpressions } = selector;
  return {
    ...(isObject(matchLabels) && Object.keys(matchLabels).length > 0
      ? { matchLabels: sorted(matchLabels as Record<string, string>) }
      : {}),
    ...(isEmpty(matchExpressions) ? {} : { matchExpressions }),
  };
}

/** The template of Pods that are to run for ever. */
export function lastingTemplate(
  spec: Spec,
  at: string,
  options: { claims?: unknown[]; kind: string },
): FieldError[] {
  const template = `${at}.template`;
  const { spec: pod } = (isObject(spec.template) ? spec.template : {}) as { spec?: unknown };
  const { restartPolicy, activeDeadlineSeconds } = (isObject(pod) ? pod : {}) as Spec;
  const deadline = `activeDeadlineSeconds in ${options.kind} is not Supported`;
  return [
    ...podTemplate(options.claims)(spec.template, template),
    ...(restartPolicy === "Always"
      ? []
      : [unsupported(`${template}.spec.restartPolicy`, restartPolicy ?? "", ["Always"])]),
    ...(activeDeadlineSeconds === undefined || activeDeadlineSeconds === null
      ? []
      : [forbidden(`${template}.spec.activeDeadlineSeconds`, deadline)]),
  ];
}

/** Selector and template of Deployments and ReplicaSets. */
export function selectorAndTemplate(spec: Spec, at: string): FieldError[] {
  const found = selectorProblems(spec, at, "deployment");
  if (labelSelector(spec.selector, at).length > 0) {
    const shown = shownSelector(spec.selector);
    return [...found, invalid(`${at}.selector`, shown, "invalid label selector")];
  }
  return [
    ...found,
    ...(isEmptySelector(spec.selector) ? [] : mismatch(spec, at)),
    ...lastingTemplate(spec, at, { kind: "ReplicaSet" }),
  ];
}
