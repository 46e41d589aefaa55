import fc from "fast-check";
import { expect, test } from "vitest";
import { notedValue, noteValue, readerCopy } from "./reader-copy.ts";

test("gives what is read of what was written", () => {
  const value = fc.dictionary(
    fc.oneof(fc.string(), fc.constant("__proto__")),
    fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.constant([undefined, { a: undefined }])),
  );
  fc.assert(
    fc.property(value, (object) => {
      const read: unknown = JSON.parse(JSON.stringify(object));
      // Zero has no sign in JSON.
      expect(JSON.stringify(readerCopy(object))).toBe(JSON.stringify(read));
      expect(Object.keys(readerCopy(object) as object)).toEqual(Object.keys(read as object));
    }),
  );
});

test("is apart from what was written, and one for all readers", () => {
  const written = { metadata: { name: "a" } };
  const copy = readerCopy(written);
  expect(copy).not.toBe(written);
  expect((copy as typeof written).metadata).not.toBe(written.metadata);
  expect(readerCopy(written)).toBe(copy);
});

test("knows the value of bytes by their identity alone", () => {
  const bytes = new Uint8Array([123, 125]);
  const value = {};
  noteValue(bytes, value);
  expect(notedValue(bytes)).toBe(value);
  expect(notedValue(bytes.subarray(0, 1))).toBeUndefined();
  expect(notedValue(Uint8Array.from(bytes))).toBeUndefined();
});
