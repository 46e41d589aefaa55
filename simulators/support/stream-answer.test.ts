import { expect, test } from "vitest";
import { streamAnswer } from "./stream-answer.ts";

const init = { status: 201, headers: { "content-type": "text/plain" } };
const make = () => ReadableStream.from([Buffer.from("te"), Buffer.from("xt")]);

test.each([
  streamAnswer,
  (body: ReturnType<typeof make> | null, init?: ResponseInit) => new Response(body, init),
])("is a response like any to its readers", async (answer) => {
  const stream = make();
  const one = answer(stream, init);
  expect([one.status, one.ok, one.headers.get("content-type")]).toEqual([201, true, "text/plain"]);
  expect([one.body, one.bodyUsed]).toEqual([stream, false]);
  expect(await one.text()).toBe("text");
  expect([one.body, one.bodyUsed]).toEqual([stream, true]);
  const other = answer(make(), init);
  await other.body?.getReader().read();
  expect(other.bodyUsed).toBe(true);
  const cloned = answer(make(), init);
  const clone = cloned.clone();
  expect([await cloned.text(), await clone.text(), clone.status]).toEqual(["text", "text", 201]);
  const empty = answer(null, { status: 204 });
  expect([empty.body, empty.bodyUsed, await empty.text()]).toEqual([null, false, ""]);
  const copy = new Response(answer(make()).body, answer(null, init));
  expect([copy.status, copy.headers.get("content-type")]).toEqual([201, "text/plain"]);
});
