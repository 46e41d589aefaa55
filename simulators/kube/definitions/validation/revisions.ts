import { isDeepStrictEqual } from "node:util";
import { invalid, required } from "../../model/findings.ts";
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
    // To the letter: what is null in it is something.
    update: ({ data = null }, old) =>
      isDeepStrictEqual(data, old.data ?? null)
        ? []
        : [invalid("data", data, "field is immutable")],
  },
  "RuntimeClass node.k8s.io": {
    validate: fields({
      handler: text(dnsLabel),
      scheduling: given(fields({ nodeSelector: labels, tolerations: items(given(() => [])) })),
    }),
    update: (object, old) => immutable()(object.handler, old.handler, "handler"),
  },
};
