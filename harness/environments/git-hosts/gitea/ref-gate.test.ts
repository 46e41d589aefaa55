import { expect, test } from "vitest";
import { createRefGate } from "./ref-gate.ts";

const { signal } = new AbortController();

/** Something under way whose end is told. */
function work(order: string[], name: string) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const run = async () => {
    order.push(`${name} begins`);
    await promise;
    order.push(`${name} ends`);
    return name;
  };
  return { run, end: resolve };
}

test("who reads waits for who writes, who writes for those that read, and nobody for other repositories", async () => {
  const gate = createRefGate();
  const order: string[] = [];
  const [early, write, late, other] = ["early", "write", "late", "other"].map((name) =>
    work(order, name),
  ) as [Work, Work, Work, Work];
  const done = [gate.read("r", early.run, signal), gate.write("r", write.run)];
  done.push(gate.read("r", late.run, signal), gate.read("s", other.run, signal));
  other.end();
  await done[3];
  early.end();
  await done[0];
  write.end();
  await done[1];
  late.end();
  expect(await Promise.all(done)).toEqual(["early", "write", "late", "other"]);
  expect(order).toEqual([
    ...["early begins", "other begins", "other ends", "early ends"],
    ...["write begins", "write ends", "late begins", "late ends"],
  ]);
});

test("a write that fails, and a read that did, let others on", async () => {
  const gate = createRefGate();
  const failing = () => Promise.reject(new Error("refused"));
  const reading = gate.read("r", failing, signal);
  const writing = gate.write("r", failing);
  await expect(reading).rejects.toThrow("refused");
  await expect(writing).rejects.toThrow("refused");
  expect(await gate.read("r", async () => 1, signal)).toBe(1);
});

test("a client that leaves waits no longer", async () => {
  const gate = createRefGate();
  const never = Promise.withResolvers<void>();
  void gate.write("r", () => never.promise);
  const leaving = new AbortController();
  const reading = gate.read("r", async () => 1, leaving.signal);
  leaving.abort(new Error("left"));
  await expect(reading).rejects.toThrow("left");
});

type Work = ReturnType<typeof work>;
