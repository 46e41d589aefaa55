import { assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { seededRandom } from "../support/random.ts";
import { contentPath, pseudoRandomText } from "./content.ts";

test("no folder holds more than 500 entries", () => {
  const entries = new Map<string, Set<string>>();
  for (let index = 0; index < 260_000; index += 1) {
    const parts = contentPath(index).split("/");
    for (let depth = 1; depth < parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join("/");
      const held = entries.get(folder) ?? new Set();
      entries.set(folder, held.add(parts[depth] ?? ""));
    }
  }
  expect(Math.max(...[...entries.values()].map((held) => held.size))).toBe(500);
});

test("no two files share a path", () => {
  assert(
    property(integer({ min: 0, max: 1e8 }), integer({ min: 0, max: 1e8 }), (a, b) => {
      expect(contentPath(a) === contentPath(b)).toBe(a === b);
    }),
  );
});

test("text has the size asked for, is one-byte text, and comes from the seed", () => {
  for (const bytes of [0, 1, 79, 80, 81, 1000]) {
    const text = pseudoRandomText(seededRandom(1), bytes);
    expect(text.length).toBe(bytes);
    expect(text.toString("latin1")).toMatch(/^[A-Za-z0-9 .\n]*$/);
    expect(pseudoRandomText(seededRandom(1), bytes)).toEqual(text);
  }
  expect(pseudoRandomText(seededRandom(2), 100)).not.toEqual(
    pseudoRandomText(seededRandom(1), 100),
  );
});
