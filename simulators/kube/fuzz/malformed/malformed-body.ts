import type { Random } from "../../../../harness/core/clock.ts";
import { encodeProtobuf } from "../../protobuf/protobuf.ts";
import { chance, oneOf } from "../choose.ts";

const object = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "a", labels: { a: "b" } },
  data: { a: "1" },
};

/** Bytes that are almost a body of the type, or nothing like it. */
export function malformedBody(random: Random, type: string): Uint8Array<ArrayBuffer> {
  if (type.includes("protobuf") && chance(random, 0.8)) {
    return mutated(random, Uint8Array.from(encodeProtobuf(object)));
  }
  const make = oneOf(random, bodies);
  const bytes = new TextEncoder().encode(make(random, type));
  return chance(random, 0.25) ? mutated(random, bytes) : bytes;
}

const bodies: ((random: Random, type: string) => string)[] = [
  () => JSON.stringify(object),
  (random) => "[".repeat(depth(random)),
  (random) => `${"[".repeat(depth(random))}1${"]".repeat(depth(random))}`,
  (random) => `${'{"a":'.repeat(depth(random))}1`,
  (random) => nested(depth(random)),
  (random) => `{"metadata":{"name":"a"},"data":{"a":${"9".repeat(1 + random.below(400))}}}`,
  () => '{"metadata":{"name":"a","generation":1e999},"spec":{"replicas":-1e400}}',
  () => '{"__proto__":{"polluted":true},"metadata":{"name":"a","__proto__":{"polluted":1}}}',
  () => '{"constructor":{"prototype":{"polluted":true}},"metadata":{"name":"__proto__"}}',
  () => '{"metadata":{"name":"a","labels":{"__proto__":"x","toString":"y","constructor":"z"}}}',
  () =>
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"__proto__":"x","hasOwnProperty":"y"}}',
  () => `{"metadata":{"name":"a"},"data":{"a":"${"x".repeat(4_000_000)}"}}`,
  () => "a: &a [*a, *a]\nb: *a\n",
  () =>
    "a: &a x\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n",
  () => "!!js/function 'x'",
  () => "---\na: 1\n---\nb: 2\n",
  () => "\u0000\u0001\ufeff",
  (random) => JSON.stringify(Array.from({ length: 1 + random.below(5) }, () => operation(random))),
  (random) =>
    JSON.stringify({ metadata: oneOf(random, wildValues), spec: oneOf(random, wildValues) }),
  (random) =>
    JSON.stringify({
      $patch: oneOf(random, wildValues),
      metadata: { $retainKeys: oneOf(random, wildValues) },
    }),
  (random) =>
    JSON.stringify({
      ...object,
      metadata: { name: "a", managedFields: oneOf(random, wildValues) },
    }),
  (random) =>
    JSON.stringify({
      ...object,
      metadata: {
        name: "a",
        managedFields: [
          {
            manager: "m",
            operation: "Apply",
            apiVersion: "v1",
            fieldsType: "FieldsV1",
            fieldsV1: oneOf(random, wildValues),
          },
        ],
      },
    }),
];

const wildValues: unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  "",
  "x",
  [],
  [[]],
  [null],
  {},
  { a: null },
  { __proto__: null },
  JSON.parse('{"__proto__":{"a":1}}'),
  { "f:": {} },
  { "f:metadata": 1 },
  { "k:{}": {} },
  { "v:": {} },
  { 'k:{"a":': {} },
  { "i:x": {} },
];

const pointers = [
  "",
  "/",
  "//",
  "/~",
  "/~2",
  "/metadata/-",
  "/__proto__/x",
  "/constructor/prototype/x",
  "/data/99999999999",
  "/metadata/labels/a/b/c",
  "a",
  "/-1",
];

function operation(random: Random): object {
  return {
    op: oneOf(random, ["add", "remove", "replace", "move", "copy", "test", "__proto__", 1, null]),
    path: oneOf(random, [...pointers, 1, null]),
    from: oneOf(random, [...pointers, {}]),
    value: oneOf(random, wildValues),
  };
}

function depth(random: Random): number {
  return oneOf(random, [3, 100, 5_000, 9_999, 20_000, 200_000]);
}

/** Well-formed, and deeper than it should be. */
function nested(levels: number): string {
  return `{"apiVersion":"fuzz.example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"open":${'{"a":'.repeat(levels)}1${"}".repeat(levels)}}}`;
}

/** Some bytes changed, lost or doubled. */
export function mutated(random: Random, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let result = bytes;
  for (let count = 1 + random.below(4); count > 0; count -= 1) {
    const at = random.below(Math.max(1, result.length));
    switch (random.below(4)) {
      case 0:
        result = result.slice(0, at);
        break;
      case 1:
        result = Uint8Array.from(result);
        result[at] = random.below(256);
        break;
      case 2:
        result = Uint8Array.from(Buffer.concat([result.subarray(0, at), result.subarray(at + 1)]));
        break;
      default:
        result = Uint8Array.from(Buffer.concat([result.subarray(0, at), result.subarray(at / 2)]));
    }
  }
  return result;
}
