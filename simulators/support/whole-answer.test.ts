import { expect, test } from "vitest";
import { rewriteBody } from "./body.ts";
import { readBytes, wholeAnswer, wholeBodyOf } from "./whole-answer.ts";

const json = { headers: { "content-type": "application/json" }, status: 201 };

test.each(['{"a":1}', Buffer.from('{"a":1}')])(
  "is a response like any to its readers: %o",
  async (body) => {
    const answer = () => wholeAnswer(body, json);
    const { ok, redirected, url, type } = new Response(body, json);
    expect(answer()).toMatchObject({ ok, redirected, url, type });
    expect([answer().status, answer().headers.get("content-type")]).toEqual([
      201,
      "application/json",
    ]);
    expect(await answer().text()).toBe('{"a":1}');
    expect(await answer().json()).toEqual({ a: 1 });
    expect(Buffer.from(await answer().bytes()).toString()).toBe('{"a":1}');
    expect(Buffer.from(await answer().arrayBuffer()).toString()).toBe('{"a":1}');
    expect((await answer().blob()).size).toBe(7);
  },
);

test("is known whole until somebody reads it", async () => {
  const answer = wholeAnswer("text");
  expect(wholeBodyOf(answer)).toBe("text");
  expect([answer.bodyUsed, answer.body === null]).toEqual([false, false]);
  expect(wholeBodyOf(answer)).toBe("text");
  expect(await answer.text()).toBe("text");
  expect(answer.bodyUsed).toBe(true);
  expect(wholeBodyOf(answer)).toBeUndefined();
  expect(wholeBodyOf(new Response("text"))).toBeUndefined();
});

test("is whole no more where a fault has its body in hand", async () => {
  const answer = wholeAnswer("text", json);
  const rewritten = rewriteBody(answer, async function* (chunks) {
    for await (const chunk of chunks) yield chunk.subarray(0, 2);
  });
  expect(wholeBodyOf(rewritten)).toBeUndefined();
  expect([rewritten.status, await rewritten.text()]).toEqual([201, "te"]);
  expect(wholeBodyOf(answer)).toBeUndefined();
});

test("can be cloned", async () => {
  const answer = wholeAnswer("text", json);
  const clone = answer.clone();
  expect([await answer.text(), await clone.text(), clone.status]).toEqual(["text", "text", 201]);
});

test.each(["text", Buffer.from("text")])("gives its bytes once, and a copy: %o", async (body) => {
  const answer = wholeAnswer(body);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect(bytes.length).toBe(4);
  bytes.fill(0);
  expect(body.toString()).toBe("text");
  expect(answer.bodyUsed).toBe(true);
  await expect(answer.arrayBuffer()).rejects.toThrow(TypeError);
});

test("gives its own bytes to those who only read, once", async () => {
  const body = Buffer.from("text");
  const answer = wholeAnswer(body);
  expect(await readBytes(answer)).toBe(body);
  await expect(readBytes(answer)).rejects.toThrow(TypeError);
  expect(Buffer.from(await readBytes(wholeAnswer("text")))).toEqual(body);
  expect(Buffer.from(await readBytes(new Response("text")))).toEqual(body);
});
