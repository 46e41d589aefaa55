import { expect, test } from "vitest";
import { concurrently } from "./concurrently.ts";

test("throws only once all have settled, with the first failure told at once", async () => {
  const order: string[] = [];
  const slow = Promise.withResolvers<void>();
  const whole = concurrently(
    [slow.promise.then(() => void order.push("slow settled")), Promise.reject(new Error("first"))],
    (error) => {
      order.push(`told ${(error as Error).message}`);
      slow.resolve();
    },
  );
  await expect(whole).rejects.toThrow("first");
  expect(order).toEqual(["told first", "slow settled"]);
});

test("gives the results in order", async () => {
  expect(await concurrently([Promise.resolve(1), Promise.resolve(2)], () => undefined)).toEqual([
    1, 2,
  ]);
});
