import { expect, test } from "vitest";
import type { ManagedFieldsEntry } from "../model/api-object.ts";
import { shareFields } from "./shared-fields.ts";

const entry = (manager: string, fields: ManagedFieldsEntry["fieldsV1"]): ManagedFieldsEntry => ({
  ...{ manager, operation: "Update", apiVersion: "v1", fieldsType: "FieldsV1" },
  fieldsV1: fields,
});

test("equal fields of different entries become one object, all else stays", () => {
  const [first] = shareFields([entry("a", { "f:data": { "f:k": {} } })]);
  const [second] = shareFields([entry("b", { "f:data": { "f:k": {} } })]);
  expect(second?.fieldsV1).toBe(first?.fieldsV1);
  expect(second).toEqual(entry("b", { "f:data": { "f:k": {} } }));
});

test("fields that differ, or come in another order, stay apart", () => {
  const [first] = shareFields([entry("a", { "f:x": {}, "f:y": {} })]);
  const [second] = shareFields([entry("a", { "f:y": {}, "f:x": {} })]);
  expect(Object.keys(first?.fieldsV1 ?? {})).toEqual(["f:x", "f:y"]);
  expect(Object.keys(second?.fieldsV1 ?? {})).toEqual(["f:y", "f:x"]);
});

test("entries that share already are given back as they are", () => {
  const entries = shareFields([entry("a", { "f:z": {} })]);
  expect(shareFields(entries)).toBe(entries);
});
