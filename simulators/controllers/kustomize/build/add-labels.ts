import type { ApiObject } from "../../runtime/controller-api.ts";

export interface AddedLabels {
  pairs: Record<string, string>;
  /** Also where pods are chosen and made; without, on the object alone. */
  includeSelectors?: boolean;
  /** Also on templates of pods. */
  includeTemplates?: boolean;
}

interface Labelled {
  metadata?: { labels?: Record<string, string> };
  spec?: Labelled;
  template?: Labelled;
  jobTemplate?: Labelled;
  selector?: { matchLabels?: Record<string, string> } | Record<string, string>;
}

/** Adds labels to objects in place, and to selectors and templates where told. */
export function addLabels(objects: ApiObject[], labels: AddedLabels): void {
  const { pairs, includeSelectors = false, includeTemplates = false } = labels;
  for (const object of objects) {
    object.metadata.labels = { ...object.metadata.labels, ...pairs };
    const { spec } = object as { spec?: Labelled };
    if (!spec) continue;
    if (includeSelectors) addToSelector(object.kind, spec, pairs);
    if (includeSelectors || includeTemplates) addToTemplates(spec, pairs);
  }
}

/** Kinds that choose pods by plain labels, and by a LabelSelector. */
const plain = new Set(["Service", "ReplicationController"]);
const matching = new Set(["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"]);

function addToSelector(kind: string, spec: Labelled, pairs: Record<string, string>): void {
  if (plain.has(kind) && spec.selector) spec.selector = { ...spec.selector, ...pairs };
  if (!matching.has(kind)) return;
  const selector = (spec.selector ?? {}) as { matchLabels?: Record<string, string> };
  spec.selector = { ...selector, matchLabels: { ...selector.matchLabels, ...pairs } };
}

function addToTemplates(spec: Labelled, pairs: Record<string, string>): void {
  const templates = [spec.template, spec.jobTemplate, spec.jobTemplate?.spec?.template];
  for (const template of templates) {
    if (!template) continue;
    template.metadata = {
      ...template.metadata,
      labels: { ...template.metadata?.labels, ...pairs },
    };
  }
}
