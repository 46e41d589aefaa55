import { describe, expect, test } from "vitest";
import { ApiError } from "../model/api-error.ts";
import type { ApiObject, ManagedFieldsEntry } from "../model/api-object.ts";
import { noReferences } from "../model/schema.ts";
import { type ApplyRequest, serverSideApply } from "./server-side-apply.ts";
import { testedKind } from "./testing/kinds.ts";
import { thingSchema } from "./testing/thing.ts";
import { trackUpdate } from "./track-update.ts";

const thing = { schema: thingSchema, schemas: noReferences, apiVersion: "tests.example.com/v1" };
const first = "2026-01-01T00:00:00Z";
const second = "2026-01-01T00:00:01Z";

function configuration(spec: object, metadata: object = {}): ApiObject {
  const { apiVersion } = thing;
  return { apiVersion, kind: "Thing", metadata: { name: "a", ...metadata }, spec };
}

function apply(
  live: ApiObject | undefined,
  manager: string,
  spec: object,
  more: Partial<ApplyRequest> = {},
): ApiObject {
  const applied = configuration(spec);
  return serverSideApply({ ...thing, live, applied, manager, force: false, now: first, ...more });
}

function update(live: ApiObject | undefined, manager: string, updated: ApiObject, now = first) {
  return trackUpdate({ ...thing, live, updated, manager, now });
}

function stored(object: ApiObject): ApiObject {
  return { ...object, metadata: { ...object.metadata, uid: "1", resourceVersion: "1" } };
}

function entriesOf(object: ApiObject): [string, ManagedFieldsEntry["fieldsV1"]][] {
  return (object.metadata.managedFields ?? []).map(({ manager, fieldsV1 }) => [manager, fieldsV1]);
}

function refusal(run: () => unknown): ApiError["status"] {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiError) return error.status;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("conflicts", () => {
  test("one is named in the message", () => {
    const kind = testedKind("Deployment");
    const metadata = { name: "a" };
    const object = (replicas: number) => ({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: { replicas },
    });
    const manager = "kubectl-client-side-apply";
    const live = stored(
      trackUpdate({ ...kind, live: undefined, updated: object(1), manager, now: first }),
    );
    const applied = object(2);
    const request = { ...kind, live, applied, manager: "flux", force: false, now: first };
    expect(refusal(() => serverSideApply(request))).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      reason: "Conflict",
      code: 409,
      message:
        'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas',
      details: {
        causes: [
          {
            reason: "FieldManagerConflict",
            message: 'conflict with "kubectl-client-side-apply" using apps/v1',
            field: ".spec.replicas",
          },
        ],
      },
    });
  });

  test("several are grouped by manager", () => {
    const rules = [{ name: "r", value: 1 }];
    let live = stored(apply(undefined, "alice", { count: 1, title: "x" }));
    live = apply(live, "bob", { rules });
    const spec = { count: 2, title: "y", rules: [{ name: "r", value: 2 }] };
    const { message, details } = refusal(() => apply(live, "carol", spec));
    expect(message).toBe(
      'Apply failed with 3 conflicts: conflicts with "alice":\n- .spec.count\n- .spec.title\n' +
        'conflicts with "bob":\n- .spec.rules[name="r",protocol="TCP"].value',
    );
    expect(details?.causes?.length).toBe(3);
  });

  test("force takes the field, an equal value shares it", () => {
    const live = stored(apply(undefined, "alice", { count: 1, title: "x" }));
    const forced = apply(live, "bob", { count: 2 }, { force: true });
    expect(entriesOf(forced)).toEqual([
      ["alice", { "f:spec": { "f:title": {} } }],
      ["bob", { "f:spec": { "f:count": {} } }],
    ]);
    const shared = apply(live, "bob", { count: 1 });
    expect(entriesOf(shared)).toEqual([
      ["bob", { "f:spec": { "f:count": {} } }],
      ["alice", { "f:spec": { "f:count": {}, "f:title": {} } }],
    ]);
    // What is shared stays when one of its owners leaves it out.
    expect(apply(shared, "bob", { tags: ["a"] }).spec).toEqual({
      count: 1,
      title: "x",
      tags: ["a"],
    });
  });
});

describe("applies", () => {
  test("fields and list items go with their last owner", () => {
    const rules = [{ name: "r", value: 1 }, { name: "s" }];
    const live = stored(apply(undefined, "alice", { count: 1, tags: ["a", "b"], rules }));
    const next = apply(live, "alice", { tags: ["b"], rules: [{ name: "s" }] });
    expect(next.spec).toEqual({ tags: ["b"], rules: [{ name: "s" }] });
  });

  test("one that changes nothing leaves all as it is", () => {
    const live = stored(apply(undefined, "alice", { count: 1 }));
    expect(apply(live, "alice", { count: 1 }, { now: second })).toEqual(live);
    const changed = apply(live, "alice", { count: 2 }, { now: second });
    expect(changed.metadata.managedFields?.[0]?.time).toBe(second);
  });

  test("what was never tracked belongs to before-first-apply", () => {
    const live = stored(configuration({ count: 1 }));
    expect(entriesOf(apply(live, "alice", { title: "x" }))).toEqual([
      ["alice", { "f:spec": { "f:title": {} } }],
      ["before-first-apply", { "f:spec": { ".": {}, "f:count": {} } }],
    ]);
  });

  test("without a schema lists are one value", () => {
    const open = { schema: undefined };
    const live = stored(apply(undefined, "alice", { tags: ["a"], m: { a: 1 } }, open));
    const next = apply(live, "bob", { m: { b: { c: 1 } } }, open);
    const own = { ".": {} };
    const spec = (entries: [string, ManagedFieldsEntry["fieldsV1"]][]) =>
      entries.map(([manager, fields]) => [manager, fields["f:spec"]]);
    expect(spec(entriesOf(next))).toEqual([
      ["alice", { ...own, "f:m": { ...own, "f:a": {} }, "f:tags": {} }],
      ["bob", { ...own, "f:m": { ...own, "f:b": { ...own, "f:c": {} } } }],
    ]);
  });

  test("refuse managedFields and what doesn't fit", () => {
    const managed = configuration({}, { managedFields: [{}] });
    expect(refusal(() => apply(undefined, "a", {}, { applied: managed }))).toMatchObject({
      message: "metadata.managedFields must be nil",
      code: 400,
    });
    const { code, message, reason } = refusal(() => apply(undefined, "a", { unknown: 1 }));
    expect({ code, message, reason }).toEqual({
      code: 500,
      reason: undefined,
      message:
        "failed to create typed patch object (/a; tests.example.com/v1, Kind=Thing): .spec.unknown: field not declared in schema",
    });
  });
});

describe("updates", () => {
  test("only so many entries are kept, the oldest are merged", () => {
    let live = stored(update(undefined, "creator", configuration({ labels: { a: "b" } })));
    for (let at = 0; at < 14; at += 1) {
      const labels = { ...(live.spec as { labels: object }).labels, [`n${at}`]: "x" };
      const now = `2026-01-01T00:01:${String(at).padStart(2, "0")}Z`;
      live = update(live, `m${at}`, { ...live, spec: { labels } }, now);
    }
    const entries = entriesOf(live);
    expect(entries.map(([manager]) => manager)).toEqual([
      "ancient-changes",
      ...Array.from({ length: 9 }, (_, at) => `m${at + 5}`),
    ]);
    const names = [".", "f:a", "f:n0", "f:n1", "f:n2", "f:n3", "f:n4"];
    const labels = Object.fromEntries(names.map((name) => [name, {}]));
    expect(entries[0]?.[1]["f:spec"]).toMatchObject({ "f:labels": labels });
  });

  test("tracking ends when managedFields are cleared, until the next apply", () => {
    const live = stored(update(undefined, "creator", configuration({ count: 1 })));
    const cleared = update(live, "x", {
      ...live,
      metadata: { ...live.metadata, managedFields: [{} as ManagedFieldsEntry] },
    });
    expect(cleared.metadata.managedFields).toBeUndefined();
    const next = update(cleared, "x", { ...cleared, spec: { count: 2 } });
    expect(next.metadata.managedFields).toBeUndefined();
    expect(entriesOf(apply(next, "alice", {})).map(([manager]) => manager)).toContain(
      "before-first-apply",
    );
  });
});
