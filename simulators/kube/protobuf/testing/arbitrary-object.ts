import fc from "fast-check";
import protobuf from "protobufjs";
import type { ApiObject } from "../../model/api-object.ts";
import { type GroupVersionKind, messageOf } from "../messages.ts";

type Arbitrary = fc.Arbitrary<unknown>;

/** Objects of a kind as Go writes them in JSON: what protobuf has to bring back exactly. */
export function arbitraryObject(gvk: GroupVersionKind): fc.Arbitrary<ApiObject> {
  const type = messageOf(gvk);
  if (!type) throw new Error(`no message for ${gvk.kind}`);
  const { group, version, kind } = gvk;
  const apiVersion = group === "" ? version : `${group}/${version}`;
  return message(type, 4).map((fields) => {
    const object = Object.assign({}, fields, { apiVersion, kind }) as ApiObject;
    return kind.endsWith("List") && object.items === null ? { ...object, items: [] } : object;
  });
}

const text = fc.string({ unit: "grapheme", maxLength: 8 });
const someText = text.filter((value) => value !== "");
const integer = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const json = fc
  .jsonValue({ maxDepth: 2, noUnicodeString: false })
  .map((value) => JSON.parse(JSON.stringify(value)));
const seconds = fc
  .date({ min: new Date("0001-01-02"), max: new Date("9999-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().replace(/\.\d+Z$/, "Z"));
const base64 = fc
  .uint8Array({ minLength: 1, maxLength: 9 })
  .map((bytes) => Buffer.from(bytes).toString("base64"));

const scalars: Record<string, { any: Arbitrary; nonZero: Arbitrary }> = {
  string: { any: text, nonZero: someText },
  bool: { any: fc.boolean(), nonZero: fc.constant(true) },
  int32: { any: integer, nonZero: integer.filter((value) => value !== 0) },
  int64: { any: fc.maxSafeInteger(), nonZero: integer.filter((value) => value !== 0) },
  double: { any: fc.integer().map((value) => value / 4), nonZero: fc.constant(-1.5) },
  bytes: { any: fc.oneof(base64, fc.constantFrom("", null)), nonZero: base64 },
};

/** By the last part of the name; the schema ones stand for a part of what they may hold. */
const own: Record<string, Arbitrary> = {
  Time: seconds,
  MicroTime: fc
    .tuple(seconds, fc.integer({ min: 0, max: 999_999 }))
    .map(([whole, micros]) => whole.replace("Z", `.${String(micros).padStart(6, "0")}Z`)),
  Quantity: fc.constantFrom("0", "1", "1500m", "1Gi", "-3", "12e6", "1.234", "7n", "1536Mi"),
  IntOrString: fc.oneof(integer, text),
  FieldsV1: fc.dictionary(someText, fc.constant({}), { maxKeys: 3 }),
  // Null would be none where it is a pointer.
  RawExtension: json.filter((value) => value !== null),
  JSON: json.filter((value) => value !== null),
  JSONSchemaPropsOrBool: fc.boolean(),
  JSONSchemaPropsOrArray: fc.constant({ type: "object" }),
  JSONSchemaPropsOrStringArray: fc.array(someText, { minLength: 1, maxLength: 2 }),
};

function message(type: protobuf.Type, depth: number): Arbitrary {
  const known = own[type.name];
  if (known) return known;
  if (type.options?.go === "slice") return fc.array(text, { maxLength: 2 });
  const fields = type.fieldsArray.map((field) => fieldOf(field.resolve(), depth));
  return fc.tuple(...fields).map((parts) => Object.assign({}, ...parts));
}

/** An object with the field, or without it. */
function fieldOf(field: protobuf.Field, depth: number): fc.Arbitrary<object> {
  const { json: name = field.name, go = "" } = field.options ?? {};
  const { resolvedType } = field;
  const isMany = field.map || field.repeated;
  const isPointer = go.includes("p");
  const isKept = go.includes("k");
  const none = isKept ? { [name]: null } : {};
  if ((isMany || isPointer) && depth === 0) return fc.constant(none);
  const isTyped = resolvedType instanceof protobuf.Type;
  const item = isTyped ? message(resolvedType, depth - (isMany || isPointer ? 1 : 0)) : undefined;
  if (go.includes("i")) return (item ?? fc.constant({})).map(Object);
  const scalar = scalars[field.type];
  const any =
    item ?? (isMany && field.type === "bytes" ? base64 : scalar?.any) ?? fc.constant(null);
  const named = (value: Arbitrary) => value.map((held) => ({ [name]: held }));
  if (field.map) return optional(named(fc.dictionary(text, any, { minKeys: 1, maxKeys: 2 })), none);
  if (field.repeated) return optional(named(fc.array(any, { minLength: 1, maxLength: 2 })), none);
  if (isPointer) return optional(named(any), none);
  if (item) return go.includes("z") ? optional(named(item), {}) : named(item);
  return isKept ? named(any) : optional(named(scalar?.nonZero ?? any), {});
}

function optional(some: fc.Arbitrary<object>, none: object): fc.Arbitrary<object> {
  return fc.oneof({ arbitrary: some, weight: 1 }, { arbitrary: fc.constant(none), weight: 2 });
}
