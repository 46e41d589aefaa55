import { expect, test } from "vitest";
import { PlainRequest } from "./plain-request.ts";
import { readWhole, urlOf } from "./received-request.ts";

const url = "https://server.test/a?b=c";
const make = () => new PlainRequest(url, { method: "POST", headers: { a: "b" }, body: "ä" });

test("its body is read once, whichever way", async () => {
  for (const read of [
    (request: Request) => request.text(),
    async (request: Request) => Buffer.from(await request.arrayBuffer()).toString(),
    async (request: Request) => Buffer.from(await readWhole(request, 10)).toString(),
    (request: Request) => new Response(request.body).text(),
  ]) {
    const request = make();
    expect(request.bodyUsed).toBe(false);
    expect(await read(request)).toBe("ä");
    expect(request.bodyUsed).toBe(true);
    await expect(async () => request.text()).rejects.toThrow(TypeError);
  }
});

test("a body that is too long is refused, and one that isn't there is empty", async () => {
  await expect(readWhole(make(), 1)).rejects.toThrow("larger than 1 bytes");
  const request = new PlainRequest(url);
  expect(request.body).toBeNull();
  expect(await readWhole(request, 0)).toHaveLength(0);
});

test("its clone is a built-in one, which the request outlives", async () => {
  const request = make();
  const clone = request.clone();
  expect(clone).toBeInstanceOf(Request);
  expect([clone.url, clone.method, clone.headers.get("a")]).toEqual([url, "POST", "b"]);
  expect(await clone.text()).toBe("ä");
  expect(await request.text()).toBe("ä");
  expect(urlOf(request).searchParams.get("b")).toBe("c");
});
