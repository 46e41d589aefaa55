import fc from "fast-check";
import { expect, it } from "vitest";
import { copyJson } from "./copy-json.ts";

it("copies every JSON value as structuredClone does, and shares nothing that can change", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const copied = copyJson(value);
      expect(copied).toStrictEqual(structuredClone(value));
      if (typeof value === "object" && value !== null) expect(copied).not.toBe(value);
    }),
  );
});

it("keeps a field named __proto__ a field", () => {
  const copied = copyJson(JSON.parse('{"__proto__": {"a": 1}}')) as object;
  expect(Object.getPrototypeOf(copied)).toBe(Object.prototype);
  expect(JSON.stringify(copied)).toBe('{"__proto__":{"a":1}}');
});

it("copies deeply", () => {
  const value = { a: [{ b: 1 }] };
  const copied = copyJson(value);
  Object.assign(copied.a[0] ?? {}, { b: 2 });
  expect(value).toEqual({ a: [{ b: 1 }] });
});
