import fc from "fast-check";
import { expect, test } from "vitest";
import type { ApiObject } from "../model/api-object.ts";
import {
  type FieldManagerRequest,
  ownersAfterUpdate,
  splitManagedFields,
} from "./field-manager.ts";
import { readManagers, writeManagers } from "./managers.ts";
import { testedKind } from "./testing/kinds.ts";
import { trackUpdate } from "./track-update.ts";
import { unmovedEntries } from "./unmoved-entries.ts";
import { versionsOf } from "./versions.ts";

const some = <T>(model: Record<string, fc.Arbitrary<T>>) => fc.record(model, { requiredKeys: [] });
const texts = fc.constantFrom("", "a", "b");
const map = fc.dictionary(fc.constantFrom("a", "b"), texts);
const port = some<unknown>({ name: texts, port: fc.constantFrom(1, 2), protocol: texts });

/** Kinds with their parts of objects: few names, so that managers meet each other. */
const kinds = [
  { kind: testedKind("ConfigMap"), parts: some<unknown>({ data: map, binaryData: map }) },
  {
    kind: testedKind("Service"),
    parts: some<unknown>({
      spec: some<unknown>({ ports: fc.array(port, { maxLength: 2 }), selector: map }),
      status: some<unknown>({ loadBalancer: fc.constantFrom({}, { ingress: [{ ip: "a" }] }) }),
    }),
  },
];

/** Who writes what; with the subresource that it goes through. */
const writes = (parts: fc.Arbitrary<object>) =>
  fc.array(
    fc.record({
      manager: fc.constantFrom("one", "two"),
      subresource: fc.constantFrom(undefined, undefined, "status"),
      parts,
      labels: fc.option(map, { nil: undefined }),
      resets: fc.boolean(),
    }),
    { minLength: 2, maxLength: 6 },
  );

test.each(kinds)("come to what taking and giving each field comes to: $kind.kind", (given) => {
  const { kind, schema, schemas, apiVersion } = given.kind;
  let unmoved = 0;
  fc.assert(
    fc.property(writes(given.parts), (history) => {
      let live: ApiObject | undefined;
      for (const [at, { manager, subresource, parts, labels, resets }] of history.entries()) {
        const request: FieldManagerRequest = {
          ...{ schema, schemas, apiVersion, manager, subresource },
          now: `2026-01-01T00:00:0${at}Z`,
          ...(resets && { resetFields: [["status"]] }),
        };
        const { managedFields } = live?.metadata ?? {};
        const metadata = { name: "x", uid: "u", ...(labels && { labels }) };
        const updated = {
          ...{ ...live, apiVersion, kind, ...parts },
          metadata: { ...metadata, ...(managedFields && { managedFields }) },
        } as ApiObject;
        if (live && managedFields) {
          const [from, to] = [live, updated].map((each) => splitManagedFields(each).plain);
          if (!from || !to) throw new Error("no objects");
          const versions = versionsOf({ ...request, sample: to });
          const managers = readManagers(managedFields);
          const change = { versions, live: from, updated: to, managers };
          const { type } = versions.own;
          const entries = unmovedEntries(request, { ...change, type, entries: managedFields });
          if (entries) {
            unmoved += 1;
            expect(entries).toEqual(writeManagers(ownersAfterUpdate(request, change)));
          }
        }
        live = trackUpdate({ ...request, live, updated });
      }
    }),
    { numRuns: 800 },
  );
  // It must have been asked often enough, or it says nothing: some 110 and 55 times by chance, give or take 10.
  expect(unmoved).toBeGreaterThan(20);
});
