import { expect, test } from "vitest";
import type { Doors } from "./handler.ts";
import { jointDoors } from "./joint-doors.ts";

/** Doors that note what is done to them; each refusal cuts and each hole meets so many. */
function door(name: string, count: number) {
  const log: string[] = [];
  const doors: Doors = {
    async refuse(mark) {
      log.push(`${name} refuses ${mark}`);
      return { cut: count, end: async () => void log.push(`${name} lets in`) };
    },
    blackhole(mark) {
      log.push(`${name} swallows ${mark}`);
      return { met: () => count, end: () => void log.push(`${name} answers`) };
    },
  };
  return { doors, log };
}

test("all refuse, and all listen again", async () => {
  const [one, two] = [door("one", 1), door("two", 2)];
  const joint = jointDoors(one.doors, two.doors);
  const refusal = await joint.refuse("f");
  expect(refusal.cut).toBe(3);
  await refusal.end();
  expect([...one.log, ...two.log]).toEqual([
    ...["one refuses f", "one lets in", "two refuses f", "two lets in"],
  ]);
});

test("all are black holes until the end", () => {
  const [one, two] = [door("one", 1), door("two", 2)];
  const hole = jointDoors(one.doors, two.doors).blackhole("f");
  expect(hole.met()).toBe(3);
  hole.end();
  expect(two.log).toEqual(["two swallows f", "two answers"]);
});

test("doors that come later are shut for as long as the others are", async () => {
  const [one, two] = [door("one", 0), door("two", 5)];
  const joint = jointDoors(one.doors);
  const past = joint.blackhole("past");
  past.end();
  const hole = joint.blackhole("hole");
  const refusal = await joint.refuse("refusal");
  await joint.add(two.doors);
  expect(hole.met()).toBe(5);
  hole.end();
  await refusal.end();
  expect(two.log).toEqual([
    ...["two swallows hole", "two refuses refusal", "two answers", "two lets in"],
  ]);
});
