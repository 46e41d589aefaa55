import { isDeepStrictEqual } from "node:util";
import type { ApiObject } from "../runtime/controller-api.ts";

/** Labels or annotations that choose objects: one match is enough, whatever its case. */
export type Marks = Readonly<Record<string, string>>;

export function isMarked(object: ApiObject | undefined, marks: Marks): boolean {
  const { labels = {}, annotations = {} } = object?.metadata ?? {};
  return Object.entries(marks).some(([key, value]) =>
    [labels[key], annotations[key]].some((own) => own?.toLowerCase() === value.toLowerCase()),
  );
}

/** Whether what the server would store differs from what it has in anything that we could have said. */
export function hasDrifted(existing: ApiObject | undefined, wanted: ApiObject): boolean {
  if (!existing || wanted.metadata.resourceVersion === undefined) return true;
  const before = existing.metadata;
  const now = wanted.metadata;
  return (
    !isDeepStrictEqual(before.labels ?? {}, now.labels ?? {}) ||
    !isDeepStrictEqual(before.annotations ?? {}, now.annotations ?? {}) ||
    !isDeepStrictEqual(body(existing), body(wanted))
  );
}

function body({ metadata: _, status: __, ...rest }: ApiObject): object {
  return rest;
}
