import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ApiObject } from "../model/api-object.ts";
import type { Change } from "./change-log.ts";
import { keyOf } from "./collection.ts";
import { createStore, type Store } from "./store.ts";

const resource = { group: "", resource: "configmaps" };
const object = (namespace: string, name: string, data = ""): ApiObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { namespace, name },
  data: { data },
});

const scripts = fc.array(fc.tuple(fc.constantFrom("a", "b", "a-b"), fc.nat(5), fc.boolean()));

/** Creates, replaces or removes an object at each step. */
function play(store: Store, script: [string, number, boolean][], after = () => {}) {
  for (const [namespace, number, remove] of script) {
    const given = object(namespace, `n${number}`, String(store.revision));
    const live = store.get(resource, namespace, given.metadata.name);
    if (live && remove) store.remove(resource, live);
    else if (live) store.replace(resource, given);
    else store.create(resource, given);
    after();
  }
}

/** All that can be seen of a store: what it holds, and what it held at each earlier revision. */
function view(store: Store) {
  const kept = store.collection(resource);
  const revisions = Array.from({ length: store.revision }, (_, index) => index + 1);
  return {
    revision: store.revision,
    size: kept.size,
    list: store.list(resource),
    changes: revisions.map((revision) => kept.log.since(revision)),
    earlier: revisions.map((revision) => {
      const then = kept.allAt(revision);
      return then && [...then];
    }),
  };
}

describe("the store", () => {
  it("lists by key as etcd does and counts one revision for all resources", () => {
    const store = createStore({ historyLimit: 100 });
    for (const [ns, name] of [
      ["b", "a"],
      ["a-b", "x"],
      ["a", "z"],
      ["a", "c"],
    ] as const) {
      store.create(resource, object(ns, name));
    }
    store.create({ group: "", resource: "secrets" }, object("a", "s"));
    // "a-b/" sorts before "a/": the separator counts.
    expect(store.list(resource).map(keyOf)).toEqual(["a-b/x", "a/c", "a/z", "b/a"]);
    expect(store.list(resource, "a").map(keyOf)).toEqual(["a/c", "a/z"]);
    expect(store.revision).toBe(6);
  });

  it("refuses a write that meets another state than it says", () => {
    const store = createStore({ historyLimit: 100 });
    store.create(resource, object("a", "b"));
    expect(() => store.create(resource, object("a", "b"))).toThrow(/ADDED/);
    expect(() => store.replace(resource, object("a", "c"))).toThrow(/MODIFIED/);
    expect(store.revision).toBe(2);
  });

  it("shows any state its log reaches back to, and none before", () => {
    fc.assert(
      fc.property(scripts, fc.integer({ min: 1, max: 8 }), (script, historyLimit) => {
        const store = createStore({ historyLimit });
        const states = new Map<number, ApiObject[]>([[1, []]]);
        const seen: Change[] = [];
        store.subscribe(resource, (change) => seen.push(change));
        play(store, script, () => states.set(store.revision, store.list(resource)));
        expect(seen.map(({ revision }) => revision)).toEqual([...states.keys()].slice(1));
        const { log } = store.collection(resource);
        for (const [revision, state] of states) {
          const then = store.collection(resource).allAt(revision);
          if (store.revision - revision <= historyLimit) expect([...(then ?? [])]).toEqual(state);
          else if (then) expect([...then]).toEqual(state);
          expect(log.since(revision)?.at(-1)).toBe(then && seen.slice(revision - 1).at(-1));
        }
      }),
    );
  });

  it("goes on from the state of another as that one itself, and changes neither", () => {
    fc.assert(
      fc.property(scripts, scripts, scripts, (before, after, other) => {
        const store = createStore({ historyLimit: 8 });
        play(store, before);
        const state = store.state();
        const then = view(store);
        const [next, another] = [1, 2].map(() => createStore({ historyLimit: 8, from: state }));
        if (!next || !another) throw new Error("two were made");
        play(another, other);
        play(next, after);
        play(store, after);
        expect(view(next)).toEqual(view(store));
        expect(view(createStore({ historyLimit: 8, from: state }))).toEqual(then);
      }),
    );
  });

  it("forgets all history when compacted", () => {
    const store = createStore({ historyLimit: 100 });
    store.create(resource, object("a", "b"));
    store.create(resource, object("a", "c"));
    store.compact();
    expect(store.collection(resource).allAt(2)).toBeUndefined();
    expect([...(store.collection(resource).allAt(3) ?? [])]).toHaveLength(2);
  });
});
