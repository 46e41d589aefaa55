import { expect, test } from "vitest";
import { createFairTurns } from "./fair-turns.ts";

const gone = () => false;

test("one that comes last among many of another flow is next but one", async () => {
  const turns = createFairTurns({ perTurn: 1 });
  const many = {};
  const order: string[] = [];
  const take = async (name: string, flow: object) => {
    await turns.take({ flow, gone });
    order.push(name);
  };
  const all = Array.from({ length: 50 }, (_, index) => take(`many ${index}`, many));
  all.push(take("one", {}));
  await Promise.all(all);
  expect(order).toHaveLength(51);
  expect(order.indexOf("one")).toBeLessThan(4);
});

test("what costs more leaves less for others in its turn", async () => {
  const turns = createFairTurns({ perTurn: 8 });
  expect(turns.take({ flow: {}, gone, cost: 20 })).toBeUndefined();
  expect(turns.take({ flow: {}, gone })).toBeInstanceOf(Promise);
});

test("nothing is begun while it is closed", async () => {
  let closed = true;
  const turns = createFairTurns({ perTurn: 8, closed: () => closed });
  let begun = false;
  const turn = turns.take({ flow: {}, gone })?.then(() => {
    begun = true;
  });
  await new Promise(setImmediate);
  expect(begun).toBe(false);
  closed = false;
  turns.wake();
  await turn;
  expect(begun).toBe(true);
});
