import { expect, test } from "vitest";
import { nextStatus } from "./next-status.ts";
import { readPath } from "./read-path.ts";
import { render } from "./render.ts";
import type { Template } from "./stage.ts";

const object = {
  apiVersion: "v1",
  kind: "Thing",
  metadata: { name: "a", generation: 7 },
  spec: { replicas: 0, parts: [{ name: "x" }, { name: "y" }] },
  status: {
    conditions: [
      { type: "Ready", status: "True", reason: "Old", lastTransitionTime: "then" },
      { type: "Other", status: "True", lastTransitionTime: "then" },
    ],
  },
};
const epochMs = Date.parse("2026-01-01T00:00:01.999Z");

test.each<[string, unknown]>([
  ["metadata.generation", 7],
  ["spec.replicas", 0],
  ["status.conditions[type=Ready].reason", "Old"],
  ["status.conditions[type=Missing].reason", undefined],
  ["spec.replicas.more", undefined],
  ["spec[type=Ready]", undefined],
  ["metadata.name[a=b]", undefined],
])("at %s is %j", (path, expected) => {
  expect(readPath(object, path)).toEqual(expected);
});

test.each<[Template, unknown]>([
  [{ a: [1, "b", null] }, { a: [1, "b", null] }],
  [
    { a: { $from: "spec.replicas", default: 1 }, b: { $from: "spec.none", default: 1 } },
    { a: 0, b: 1 },
  ],
  [{ a: { $from: "spec.none" } }, {}],
  [{ $text: "{metadata.name}-{metadata.generation}{spec.none}" }, "a-7"],
  [{ $now: true }, "2026-01-01T00:00:01Z"],
  [
    { $each: "spec.parts", do: { part: { $from: "item.name" }, of: { $from: "metadata.name" } } },
    [
      { part: "x", of: "a" },
      { part: "y", of: "a" },
    ],
  ],
  [{ a: { $each: "spec.none", do: 1 } }, {}],
  [{ $each: "spec.parts", as: "part", do: { $from: "part.name" } }, ["x", "y"]],
  [
    { $times: 2, do: { $text: "{metadata.name}-{item.index}-{item.id}" } },
    ["a-0-qp2dj", "a-1-kv44j"],
  ],
  [{ $text: "{hash}" }, "ht89fl8"],
  [{ $merge: [{ $from: "spec.none" }, { a: 1, b: 1 }, { b: 2 }] }, { a: 1, b: 2 }],
  [
    { $concat: [{ $from: "spec.none" }, { $from: "spec.parts" }, [1]] },
    [{ name: "x" }, { name: "y" }, 1],
  ],
  [
    {
      a: { $least: [{ $from: "metadata.generation" }, 3] },
      b: { $least: [{ $from: "spec.none" }, 3] },
    },
    { a: 3 },
  ],
])("%j is rendered", (template, expected) => {
  expect(render(template, { object, epochMs })).toEqual(expected);
});

test("conditions are merged by type, and keep their time while their status stays", () => {
  const made = (status: string) => ({ conditions: [{ type: "Ready", status, reason: "New" }] });
  const [other] = object.status.conditions.slice(1);
  const ready = { type: "Ready", reason: "New" };
  expect(nextStatus(made("True"), object, epochMs)).toEqual({
    conditions: [{ ...ready, status: "True", lastTransitionTime: "then" }, other],
  });
  expect(nextStatus(made("False"), object, epochMs)).toEqual({
    conditions: [{ ...ready, status: "False", lastTransitionTime: "2026-01-01T00:00:01Z" }, other],
  });
});
