import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { headerPairs, ReceivedRequest, readWhole } from "./received-request.ts";

function received(body: string[] = [], options: { method?: string; rawHeaders?: string[] } = {}) {
  const { method = "POST", rawHeaders = ["Content-Type", "application/json"] } = options;
  const incoming = Readable.from(
    body.map((text) => Buffer.from(text)),
    { objectMode: false },
  );
  const { signal } = new AbortController();
  return new ReceivedRequest(
    { method, target: "/a?b=c", rawHeaders, incoming },
    "http://localhost:1",
    signal,
  );
}

test("reads as a request does", async () => {
  const body = ['{"a"', ":1}"];
  expect(await received(body).text()).toBe('{"a":1}');
  expect(await received(body).json()).toEqual({ a: 1 });
  expect(Buffer.from(await received(body).bytes()).toString()).toBe('{"a":1}');
  expect((await received(body).arrayBuffer()).byteLength).toBe(7);
  expect((await received(body).blob()).size).toBe(7);
  expect(Buffer.from(await readWhole(received(body), 7)).toString()).toBe('{"a":1}');
  const form = received(["a=1"], {
    rawHeaders: ["content-type", "application/x-www-form-urlencoded"],
  });
  expect((await form.formData()).get("a")).toBe("1");
});

test("joins repeated headers, and takes the host from HTTP/2's authority", () => {
  const rawHeaders = [":authority", "there:1", ":path", "/", "Accept", "a", "accept", "b"];
  expect([...received([], { rawHeaders }).headers]).toEqual([
    ["accept", "a, b"],
    ["host", "there:1"],
  ]);
});

test("keeps headers apart that were sent apart", () => {
  const rawHeaders = ["Group", "a, b", "Grou", "d", "group", "c"];
  expect(headerPairs(received([], { rawHeaders }), "group")).toEqual([
    ["Group", "a, b"],
    ["group", "c"],
  ]);
  const joined = new Request("http://localhost", {
    headers: [
      ["group", "a"],
      ["group", "c"],
      ["other", "d"],
    ],
  });
  expect(headerPairs(joined, "group")).toEqual([["group", "a, c"]]);
});

test("has no body in a GET", async () => {
  const request = received([], { method: "GET" });
  expect(request.body).toBeNull();
  expect(await request.text()).toBe("");
  expect((await readWhole(request, 0)).length).toBe(0);
});

test("tells whether its body was used, and lets no one use it twice", async () => {
  const streamed = received(["one"]);
  expect([streamed.bodyUsed, streamed.body === null, streamed.bodyUsed]).toEqual([
    false,
    false,
    false,
  ]);
  expect(await streamed.text()).toBe("one");
  expect(streamed.bodyUsed).toBe(true);
  const whole = received(["one"]);
  await readWhole(whole, 3);
  expect(whole.bodyUsed).toBe(true);
  await expect(async () => whole.text()).rejects.toThrow(TypeError);
});

test("reads a body as a whole from where others left off", async () => {
  const request = received(["one", "two"]);
  const reader = request.body?.getReader();
  await reader?.read();
  reader?.releaseLock();
  expect(Buffer.from(await readWhole(request, 10)).toString()).toBe("two");
});

test("clones into a built-in request", async () => {
  const request = received(["one"]);
  expect(request.body).not.toBeNull();
  const clone = request.clone();
  expect(clone).toBeInstanceOf(Request);
  expect([clone.url, clone.method]).toEqual(["http://localhost:1/a?b=c", "POST"]);
  expect([await clone.text(), await request.text()]).toEqual(["one", "one"]);
  expect(await received(["two"]).clone().text()).toBe("two");
});
