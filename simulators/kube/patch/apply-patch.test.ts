import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testedKind } from "../apply/testing/kinds.ts";
import { ApiError } from "../model/api-error.ts";
import { applyPatch, type PatchRequest } from "./apply-patch.ts";

const { schema, schemas } = testedKind("Deployment");

function patched(type: PatchRequest["type"], object: object, patch: unknown): object {
  return applyPatch({ type, object, patch, schema, schemas });
}

function refusal(type: PatchRequest["type"], object: object, patch: unknown) {
  try {
    patched(type, object, patch);
  } catch (error) {
    if (error instanceof ApiError) {
      const { code, message } = error.status;
      return { code, message };
    }
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("JSON patches", () => {
  test.each<[object, object[], object]>([
    [{ a: [1, 2] }, [{ op: "add", path: "/a/1", value: 3 }], { a: [1, 3, 2] }],
    [{ a: [1, 2] }, [{ op: "add", path: "/a/-", value: null }], { a: [1, 2, null] }],
    [{ a: [1, 2] }, [{ op: "remove", path: "/a/-1" }], { a: [1] }],
    [{ a: 1 }, [{ op: "replace", path: "/b", value: 2 }], { a: 1, b: 2 }],
    [{ "a/~b": 1 }, [{ op: "remove", path: "/a~1~0b" }], {}],
    [{ a: { b: 1 } }, [{ op: "move", from: "/a/b", path: "/c" }], { a: {}, c: 1 }],
    [{ a: { b: 1 } }, [{ op: "copy", from: "/a", path: "/c" }], { a: { b: 1 }, c: { b: 1 } }],
    [{ a: 1 }, [{ op: "test", path: "/b", value: null }], { a: 1 }],
    [{ a: 1 }, [{ op: "replace", path: "", value: { b: 1 } }], { b: 1 }],
  ])("%j patched by %j is %j", (object, patch, expected) => {
    expect(patched("json", object, patch)).toEqual(expected);
  });

  const rejected = "the server rejected our request due to an error in our request";
  test.each<[unknown, number, string]>([
    [[{ op: "remove", path: "/b" }], 422, rejected],
    [[{ op: "add", path: "/b/c", value: 1 }], 422, rejected],
    [[{ op: "test", path: "/a", value: 2 }], 422, rejected],
    [[{ op: "jump", path: "/a" }], 422, rejected],
    [
      { op: "remove" },
      400,
      "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp",
    ],
    [
      Array.from({ length: 10_001 }, () => ({ op: "test", path: "/a", value: 1 })),
      413,
      "The allowed maximum operations in a JSON patch is 10000, got 10001",
    ],
  ])("%j is refused", (patch, code, message) => {
    expect(refusal("json", { a: 1 }, patch)).toEqual({ code, message });
  });
});

test.each<[object, unknown, object]>([
  [{ a: { b: 1, c: 2 } }, { a: { b: null } }, { a: { c: 2 } }],
  [{ a: [1] }, { a: { b: null, c: 1 } }, { a: { c: 1 } }],
  [{}, { a: [{ b: null }, null] }, { a: [{}, null] }],
])("a merge patch: %j by %j is %j", (object, patch, expected) => {
  expect(patched("merge", object, patch)).toEqual(expected);
});

const deployment = (containers: object[], more: object = {}) => ({
  kind: "Deployment",
  spec: { template: { spec: { containers } }, ...more },
});
const main = { name: "main", image: "a", args: ["x", "y"] };
const side = { name: "side", image: "b" };

test.each<[string, object, object, object]>([
  [
    "items merge by key, and order as in the patch",
    deployment([main, side]),
    deployment([
      { name: "new", image: "c" },
      { name: "main", image: "d" },
    ]),
    deployment([{ name: "new", image: "c" }, { ...main, image: "d" }, side]),
  ],
  [
    "an item is deleted",
    deployment([main, side]),
    deployment([{ name: "main", $patch: "delete" }]),
    deployment([side]),
  ],
  [
    "a list is replaced",
    deployment([main, side]),
    deployment([{ name: "n" }, { $patch: "replace" }]),
    deployment([{ name: "n" }]),
  ],
  [
    "other lists are one value",
    deployment([main]),
    deployment([{ name: "main", args: ["z"] }]),
    deployment([{ ...main, args: ["z"] }]),
  ],
  [
    "other fields than those retained go",
    deployment([], { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } } }),
    { spec: { strategy: { type: "Recreate", $retainKeys: ["type"] } } },
    deployment([], { strategy: { type: "Recreate" } }),
  ],
  [
    "the order is set",
    deployment([main, side]),
    { spec: { template: { spec: { "$setElementOrder/containers": [side, main] } } } },
    deployment([side, main]),
  ],
  [
    "items of a set are added and deleted",
    { metadata: { finalizers: ["a", "b"] } },
    { metadata: { "$deleteFromPrimitiveList/finalizers": ["a"], labels: { x: "y", z: null } } },
    { metadata: { finalizers: ["b"], labels: { x: "y" } } },
  ],
])("a strategic merge patch: %s", (_, object, patch, expected) => {
  expect(patched("strategic", object, patch)).toEqual(expected);
});

test.each<[object, number, string]>([
  [
    { spec: { strategy: { type: "x", $retainKeys: ["rollingUpdate"] } } },
    400,
    "invalid patch format of retainKeys",
  ],
  [
    deployment([{ image: "a" }]),
    500,
    "map: map[image:a] does not contain declared merge key: name",
  ],
  [
    deployment([{ name: "main", $patch: "x" }]),
    500,
    "unknown patch type: x in map: map[$patch:x name:main]",
  ],
])("a strategic merge patch %j is refused", (patch, code, message) => {
  const object = deployment([main], { strategy: { type: "y" } });
  expect(refusal("strategic", object, patch)).toEqual({ code, message });
});

test("any patch gives an object or an ApiError, and leaves the object alone", () => {
  const key = fc.constantFrom(
    "a",
    "spec",
    "metadata",
    "__proto__",
    "constructor",
    "$patch",
    "containers",
    "$retainKeys",
    "$setElementOrder/containers",
    "$deleteFromPrimitiveList/finalizers",
    "finalizers",
    "template",
  );
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown>(
        null,
        1,
        "a",
        "delete",
        "replace",
        true,
        "/spec/template",
        "add",
        "remove",
      ),
      fc.array(tie("json"), { maxLength: 3 }),
      fc.dictionary(
        fc.oneof(key, fc.constantFrom("op", "path", "from", "value", "name")),
        tie("json"),
        { maxKeys: 4 },
      ),
    ),
  }));
  const type = fc.constantFrom("json", "merge", "strategic");
  fc.assert(
    fc.property(type, json, (kind, patch) => {
      const object = { metadata: { finalizers: ["a"] }, ...deployment([main, side]) };
      const before = structuredClone(object);
      try {
        expect(patched(kind as PatchRequest["type"], object, patch)).toBeTypeOf("object");
      } catch (error) {
        expect(error).toBeInstanceOf(ApiError);
      }
      expect(object).toEqual(before);
      expect({}).not.toHaveProperty("a");
    }),
    { numRuns: 500 },
  );
});
