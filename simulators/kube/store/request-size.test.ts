import { describe, expect, test } from "vitest";
import type { ApiObject } from "../model/api-object.ts";
import { createStore } from "./store.ts";

const resource = { group: "fuzz.example.com", resource: "widgets" };

/** A value of JSON whose stored form has so many bytes. */
function widget(bytes: number, name = "a"): ApiObject {
  const object = (text: string) => ({
    ...{ apiVersion: "fuzz.example.com/v1", kind: "Widget" },
    ...{ metadata: { name, namespace: "default" }, spec: { open: { a: text } } },
  });
  const empty = JSON.stringify(object("")).length + 1;
  return object("x".repeat(bytes - empty)) as unknown as ApiObject;
}

/** Bytes of `/registry/fuzz.example.com/widgets/default/a`, which stands in a creation twice. */
const keyBytes = 44;
const inLog = 2 * keyBytes + 25 + 14;
const inMessage = 2 * keyBytes + 25;

describe("an object as large as etcd takes", () => {
  const create = (bytes: number) => () =>
    createStore({ historyLimit: 10 }).create(resource, widget(bytes));

  test("is stored, and one byte more is not", () => {
    expect(create(1_572_864 - inLog)).not.toThrow();
    expect(create(1_572_864 - inLog + 1)).toThrow("etcdserver: request is too large");
  });

  test("is never sent when it is larger still", () => {
    expect(create(2_097_152 - inMessage)).toThrow("etcdserver: request is too large");
    expect(create(2_097_152 - inMessage + 1)).toThrow(
      "rpc error: code = ResourceExhausted desc = trying to send message larger than max (2097153 vs. 2097152)",
    );
  });

  test("has no reason that the API has a name for", () => {
    let status: unknown;
    try {
      create(1_600_000)();
    } catch (error) {
      status = (error as { status: unknown }).status;
    }
    expect(status).toMatchObject({ kind: "Status", code: 500 });
    expect(status).not.toHaveProperty("reason");
  });

  test("loses its managedFields before it is refused", () => {
    const store = createStore({ historyLimit: 10 });
    const managed = (bytes: number, name: string): ApiObject => {
      const { metadata, ...rest } = widget(bytes, name);
      const entry = { manager: "m", operation: "Update", apiVersion: "v1" };
      return { ...rest, metadata: { ...metadata, managedFields: [entry] } } as ApiObject;
    };
    const small = store.create(resource, managed(1000, "b"));
    expect(small.metadata.managedFields).toHaveLength(1);
    const large = store.create(resource, managed(1_572_864 - inLog, "a"));
    expect(large.metadata.managedFields).toBeUndefined();
    expect(large.metadata.resourceVersion).toBe("3");
  });

  test("may grow only as far, and be removed whatever it is", () => {
    const store = createStore({ historyLimit: 10 });
    const stored = store.create(resource, widget(1000));
    expect(() => store.replace(resource, widget(1_600_000))).toThrow("request is too large");
    expect(store.get(resource, "default", "a")).toBe(stored);
    expect(() => store.remove(resource, stored)).not.toThrow();
  });
});

test("changes of large objects are forgotten before they hold too much", () => {
  const store = createStore({ historyLimit: 1000 });
  const first = store.create(resource, widget(1_000_000));
  for (let count = 0; count < 100; count += 1) store.replace(resource, widget(1_000_000));
  const { log } = store.collection(resource);
  expect(log.since(Number(first.metadata.resourceVersion))).toBeUndefined();
  const recent = log.since(store.revision - 5);
  expect(recent).toHaveLength(5);
});
