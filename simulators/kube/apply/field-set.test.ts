import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  difference,
  differenceBelow,
  equalSets,
  type FieldSet,
  has,
  intersection,
  type Path,
  pathsOf,
  setOf,
  union,
} from "./field-set.ts";
import { readFieldsV1, writeFieldsV1 } from "./fields-v1.ts";
import { describePath, fieldElement, keyElement, valueElement } from "./path-element.ts";

const element = fc.oneof(
  fc.constantFrom("a", "b", "constructor", "__proto__", "x.y/z").map(fieldElement),
  fc.record({ name: fc.constantFrom("a", "<b>"), port: fc.constantFrom(1, 2) }).map(keyElement),
  fc.constantFrom("a", "&", 1, 10, 2, true).map(valueElement),
);
const path: fc.Arbitrary<Path> = fc.array(element, { minLength: 1, maxLength: 3 });
const set: fc.Arbitrary<FieldSet> = fc.array(path, { maxLength: 8 }).map(setOf);

const text = (paths: Iterable<Path>) => [...paths].map((each) => each.join(" ")).sort();

test("sets are what their paths are", () => {
  fc.assert(
    fc.property(set, set, (a, b) => {
      const [left, right] = [new Set(text(pathsOf(a))), new Set(text(pathsOf(b)))];
      expect(text(pathsOf(union(a, b)))).toEqual([...left.union(right)].sort());
      expect(text(pathsOf(intersection(a, b)))).toEqual([...left.intersection(right)].sort());
      expect(text(pathsOf(difference(a, b)))).toEqual([...left.difference(right)].sort());
      for (const each of pathsOf(a)) expect(has(a, each)).toBe(true);
      for (const each of pathsOf(differenceBelow(a, b))) {
        const above = each.map((_, at) => each.slice(0, at + 1));
        expect(above.some((prefix) => has(b, prefix))).toBe(false);
      }
    }),
  );
});

test("a set is read as it was written", () => {
  fc.assert(
    fc.property(set, (fields) => {
      const written = JSON.parse(JSON.stringify(writeFieldsV1(fields)));
      expect(equalSets(readFieldsV1(written), fields)).toBe(true);
    }),
  );
});

test("steps are written in order, and read in any form", () => {
  const fields = readFieldsV1({
    "v:2": {},
    "v:10": {},
    'k:{"b":1,"a":"x"}': { ".": {}, "f:z": {} },
    "f:b": {},
    "f:a": { "f:c": {} },
    "q:unknown": {},
  });
  expect(Object.keys(writeFieldsV1(fields))).toEqual([
    "f:a",
    "f:b",
    'k:{"a":"x","b":1}',
    "v:2",
    "v:10",
  ]);
  expect([...pathsOf(fields)].map(describePath)).toContain('[a="x",b=1].z');
  expect(() => readFieldsV1({ nonsense: {} })).toThrow("missing colon");
});
