import type { FieldError } from "../../../model/api-error.ts";
import type { ApiObject } from "../../../model/api-object.ts";
import { invalid, required } from "../../../model/findings.ts";
import { isObject } from "../../../schema/is-object.ts";
import { same } from "../check.ts";
import { shownSelector } from "./templates.ts";

export /** The selector is the server's own unless it is said to be the author's. */
function generatedSelector({ metadata, spec: value }: ApiObject): FieldError[] {
  const spec = isObject(value) ? value : {};
  if (spec.manualSelector === true) return [];
  const controller = "batch.kubernetes.io/controller-uid";
  const wanted = { matchLabels: { [controller]: metadata.uid } };
  const shown = shownSelector(spec.selector);
  if (shown === null) return [];
  return [
    ...generatedLabels(metadata, spec.template),
    ...(same(shown, wanted)
      ? []
      : [invalid("spec.selector", shown, "`selector` not auto-generated")]),
  ];
}

/** The labels that the selector finds Pods by. */
function generatedLabels({ uid = "", name = "" }: ApiObject["metadata"], template: unknown) {
  const { metadata } = (isObject(template) ? template : {}) as { metadata?: unknown };
  const { labels } = (isObject(metadata) ? metadata : {}) as { labels?: Record<string, string> };
  return ["", "batch.kubernetes.io/"].flatMap((prefix) =>
    [
      [`${prefix}controller-uid`, uid],
      [`${prefix}job-name`, name],
    ].flatMap(([key = "", wanted]): FieldError[] => {
      const at = `spec.template.metadata.labels[${key}]`;
      const detail = `must be '${wanted}'`;
      const own = labels?.[key];
      if (own === wanted) return [];
      const shown = labels && Object.fromEntries(Object.entries(labels).sort());
      return [
        ...(own === undefined ? [required(at, detail)] : []),
        invalid(at, shown ?? null, detail),
      ];
    }),
  );
}
