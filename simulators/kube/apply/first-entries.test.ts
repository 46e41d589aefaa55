import fc from "fast-check";
import { expect, test } from "vitest";
import type { ApiObject } from "../model/api-object.ts";
import { noReferences } from "../model/schema.ts";
import { builtinSchemas } from "../schema/builtin-schemas.ts";
import { type TestedKind, testedKind } from "./testing/kinds.ts";
import { thingSchema } from "./testing/thing.ts";
import { trackUpdate } from "./track-update.ts";

const binding = {
  schema: { ref: "io.k8s.api.rbac.v1.RoleBinding" },
  schemas: builtinSchemas(),
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "RoleBinding",
};
const thing = {
  ...{ schema: thingSchema, schemas: noReferences },
  ...{ apiVersion: "tests.example.com/v1", kind: "Thing" },
};
type Kind = Pick<TestedKind, "schema" | "schemas" | "apiVersion" | "kind">;

const some = <T>(model: Record<string, fc.Arbitrary<T>>) => fc.record(model, { requiredKeys: [] });
const texts = fc.constantFrom("", "a", "b", null);
const counts = fc.constantFrom(0, 1, 2, null);
const labels = fc.oneof(fc.constant(null), fc.dictionary(fc.constantFrom("a", "b:1"), texts));
const lists = (item: fc.Arbitrary<unknown>) =>
  fc.oneof(fc.constant(null), fc.array(item, { maxLength: 2 }));
const meta = some<unknown>({ labels, creationTimestamp: texts });
/** What does not fit its type now and then. */
const mostly = (of: fc.Arbitrary<unknown>) =>
  fc.oneof({ arbitrary: of, weight: 30 }, { arbitrary: texts, weight: 1 });
const container = some<unknown>({ name: texts, resources: some({ limits: labels }) });
const template = some<unknown>({ metadata: meta, spec: some({ containers: lists(container) }) });
const rule = some<unknown>({ name: texts, protocol: texts, value: counts });

/** Kinds and what their objects are made of: few values, so that many objects are alike in part. */
const objects: [Kind, fc.Arbitrary<object>][] = [
  [testedKind("ConfigMap"), some<unknown>({ data: labels, immutable: mostly(fc.boolean()) })],
  [
    testedKind("Deployment"),
    some({
      spec: some<unknown>({
        replicas: mostly(counts),
        template,
        selector: some({ matchLabels: labels }),
      }),
      status: some<unknown>({ replicas: counts }),
    }),
  ],
  [
    binding,
    some<unknown>({
      roleRef: some({ apiGroup: texts, kind: texts, name: texts }),
      subjects: lists(some({ kind: texts, name: texts })),
    }),
  ],
  [
    thing,
    some({
      spec: some<unknown>({
        ...{ title: texts, count: mostly(counts), labels, selector: labels },
        ...{ tags: lists(texts), rules: lists(rule), either: fc.oneof(texts, counts) },
        open: fc.oneof(labels, texts),
      }),
    }),
  ],
];
const made = fc.oneof(
  ...objects.map(([kind, fields]) =>
    fc.record({ kind: fc.constant(kind), fields, metadata: meta }),
  ),
);

let makers = 0;

/** What a creation leaves behind when nobody with that name made anything before. */
function createdByStranger(kind: Kind, updated: ApiObject): ApiObject {
  makers += 1;
  const manager = `stranger-${makers}`;
  const text = JSON.stringify(created(kind, updated, manager, "2026-01-01T00:00:01Z"));
  return JSON.parse(text.replaceAll(manager, "known"));
}

function created(kind: Kind, updated: ApiObject, manager: string, now: string): ApiObject {
  return trackUpdate({
    ...kind,
    live: undefined,
    updated,
    manager,
    now,
    resetFields: [["status"]],
  });
}

/** The same but for one value in it, or the name of one. */
function neighbour(object: object, at: number, value: unknown): object {
  const copy = structuredClone(object);
  const places: { holder: Record<string, unknown>; name: string }[] = [];
  const look = (holder: object) => {
    for (const [name, each] of Object.entries(holder)) {
      places.push({ holder: holder as Record<string, unknown>, name });
      if (typeof each === "object" && each !== null) look(each);
    }
  };
  look(copy);
  const place = places[at % Math.max(1, places.length)];
  if (!place) return copy;
  const { holder, name } = place;
  if (value !== "another name") holder[name] = value;
  else if (!Array.isArray(holder)) {
    holder[name === "name" ? "protocol" : "name"] = holder[name];
    delete holder[name];
  }
  return copy;
}

const change = fc.record({
  at: fc.nat(30),
  value: fc.oneof(texts, counts, fc.constantFrom<unknown>(true, false, {}, [], "another name")),
});

test("a maker owns of each object what it would as its first", () => {
  fc.assert(
    fc.property(made, fc.array(change, { minLength: 1 }), ({ kind, fields, metadata }, changes) => {
      const first = { metadata: { ...metadata, name: "a" }, ...fields };
      const all = [first, ...changes.map(({ at, value }) => neighbour(first, at, value))];
      for (const each of all) {
        const object = {
          ...{ apiVersion: kind.apiVersion, kind: kind.kind },
          ...each,
        } as unknown as ApiObject;
        if (typeof object.metadata !== "object" || object.metadata === null) continue;
        const told = created(kind, object, "known", "2026-01-01T00:00:01Z");
        expect(told).toEqual(createdByStranger(kind, object));
      }
    }),
    { numRuns: 3000 },
  );
});

test("knows the second like it again, at its own time", () => {
  const kind = testedKind("Deployment");
  const object = (replicas: number): ApiObject => ({
    ...{ apiVersion: kind.apiVersion, kind: kind.kind, metadata: { name: `a${replicas}` } },
    spec: { replicas },
  });
  const times = ["2026-01-01T00:00:01Z", "2026-01-01T00:00:02Z"];
  const [one, two] = times.map((now, at) => created(kind, object(at + 1), "twice", now));
  const [first, second] = [one, two].map((each) => each?.metadata.managedFields?.[0]);
  expect([first?.time, second?.time]).toEqual(times);
  expect(second?.fieldsV1).toEqual({ "f:spec": { "f:replicas": {} } });
});
