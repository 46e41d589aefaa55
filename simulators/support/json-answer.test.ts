import { expect, test, vi } from "vitest";
import { jsonAnswer } from "./json-answer.ts";
import { isWhole, wholeBodyOf } from "./whole-answer.ts";

const init = { status: 201, headers: { "content-type": "application/json" } };
const answerOf = (value: object) => jsonAnswer(value, () => `${JSON.stringify(value)}\n`, init);

test("is a response like any to its readers", async () => {
  const value = { a: 1, b: undefined };
  expect(answerOf(value)).toMatchObject({ status: 201, ok: true });
  expect(answerOf(value).headers.get("content-type")).toBe("application/json");
  expect(await answerOf(value).text()).toBe('{"a":1}\n');
  expect(await answerOf(value).json()).toStrictEqual({ a: 1 });
  expect(Buffer.from(await answerOf(value).bytes()).toString()).toBe('{"a":1}\n');
  expect(await answerOf(value).clone().json()).toEqual({ a: 1 });
});

test("is known whole until somebody reads it", async () => {
  const answer = answerOf({ a: 1 });
  expect([isWhole(answer), wholeBodyOf(answer)]).toEqual([true, '{"a":1}\n']);
  await answer.json();
  expect([isWhole(answer), wholeBodyOf(answer), answer.bodyUsed]).toEqual([false, undefined, true]);
});

test("is written for those alone who want the text", async () => {
  const text = vi.fn(() => "{}\n");
  const answer = jsonAnswer({}, text);
  expect(isWhole(answer)).toBe(true);
  expect(await answer.json()).toEqual({});
  expect(text).not.toHaveBeenCalled();
});
