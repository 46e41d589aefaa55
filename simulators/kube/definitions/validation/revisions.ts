import { required } from "../../model/findings.ts";
import { isObject } from "../../schema/is-object.ts";
import { fields, given, immutable, items, nonNegative, text } from "./check.ts";
import type { KindRules } from "./kind-rules.ts";
import { dnsLabel } from "./name-rules.ts";
import { labels } from "./selectors.ts";

export const revisionKinds: Record<string, KindRules> = {
  "ControllerRevision apps": {
    validate: fields({ revision: nonNegative }),
    create: ({ data }) => {
      if (data === undefined || data === null) return [required("data", "data is mandatory")];
      return isObject(data) ? [] : [required("data", "data must be a valid JSON object")];
    },
    update: (object, old) => immutable()(object.data, old.data, "data"),
  },
  "RuntimeClass node.k8s.io": {
    validate: fields({
      handler: text(dnsLabel),
      scheduling: given(fields({ nodeSelector: labels, tolerations: items(given(() => [])) })),
    }),
    update: (object, old) => immutable()(object.handler, old.handler, "handler"),
  },
};
