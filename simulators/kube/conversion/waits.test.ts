import { describe, expect, test } from "vitest";
import { manualClock } from "../../support/manual-clock.ts";
import { seededRandom } from "../../support/random.ts";
import type { CallWebhook } from "../admission/webhooks/post-review.ts";
import { createKubeServer } from "../http/kube-server.ts";
import { createConversion } from "./create-conversion.ts";
import { byWebhook, cog, cogs, cogsAt } from "./testing/cogs.ts";
import { serveConversion } from "./testing/play-conversion.ts";

const group = "wait.example.com";
const conversion = byWebhook("", { clientConfig: { url: "https://127.0.0.1/convert" } });

async function serve(call: CallWebhook) {
  const clock = manualClock();
  const random = seededRandom(1);
  const server = createKubeServer({
    clock,
    random,
    convert: createConversion({ clock, random, call }),
  });
  const send = async (method: string, path: string, body?: object) => {
    const headers = { "content-type": "application/json" };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const request = new Request(`http://sim.invalid${path}`, init);
    const response = await server.handle(request, { faults: [] });
    return { status: response.status, text: await response.text() };
  };
  const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  expect((await send("POST", definitions, cogs({ group, conversion }))).status).toBe(201);
  const [old, recent] = [cogsAt(group, "v1"), cogsAt(group, "v2")];
  return { clock, send, old, recent, server, [Symbol.dispose]: () => server[Symbol.dispose]() };
}

const one = (name: string) => cog(`${group}/v1`, name, { size: "1x2" });

describe("a webhook that converts", () => {
  test("is asked once for each state of an object, and not at all at the version stored", async () => {
    let calls = 0;
    using api = await serve(({ request }) => {
      calls += 1;
      return serveConversion(request);
    });
    await api.send("POST", api.old, one("a"));
    await api.send("POST", api.old, one("b"));
    await api.send("GET", api.old);
    expect(calls).toBe(0);
    await Promise.all([api.send("GET", api.recent), api.send("GET", `${api.recent}/b`)]);
    await api.send("GET", api.recent);
    expect(calls).toBe(2);
  });

  test("is given up after 30 s", async () => {
    using api = await serve(() => new Promise<Response>(() => undefined));
    await api.send("POST", api.old, one("a"));
    const asked = api.send("GET", `${api.recent}/a`);
    while (api.clock.sleepers() === 0) await new Promise(setImmediate);
    api.clock.advance(30_000);
    expect(await asked).toMatchObject({
      status: 500,
      text: expect.stringContaining('?timeout=30s\\": context deadline exceeded'),
    });
    expect(api.clock.sleepers()).toBe(0);
  });

  test("holds up neither other writes nor the order of events", async () => {
    let first: PromiseWithResolvers<void> | undefined = Promise.withResolvers<void>();
    using api = await serve(async ({ request }) => {
      const held = first;
      first = undefined;
      await held?.promise;
      return serveConversion(request);
    });
    const held = first;
    const watch = api.server.handle(
      new Request(`http://sim.invalid${api.recent}?watch=1&timeoutSeconds=5`),
      { faults: [] },
    );
    await watch;
    await api.send("POST", api.old, one("a"));
    await api.send("POST", api.old, one("b"));
    expect((await api.send("GET", api.old)).text).toContain('"b"');
    held?.resolve();
    const told = (await watch).text();
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    api.clock.advance(5_000);
    const names = (await told)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).object.metadata.name);
    expect(names).toEqual(["a", "b"]);
  });

  test("sees the newest state when another write came in between", async () => {
    let during: (() => Promise<unknown>) | undefined;
    using api = await serve(async ({ request }) => {
      const write = during;
      during = undefined;
      await write?.();
      return serveConversion(request);
    });
    await api.send("POST", api.old, one("a"));
    during = async () => {
      const text = (await api.send("GET", `${api.old}/a`)).text;
      await api.send("PUT", `${api.old}/a`, { ...JSON.parse(text), spec: { size: "5x6" } });
    };
    const url = `http://sim.invalid${api.recent}/a`;
    const headers = { "content-type": "application/merge-patch+json" };
    const body = JSON.stringify({ spec: { width: 9 } });
    const patched = await api.server.handle(new Request(url, { method: "PATCH", headers, body }), {
      faults: [],
    });
    expect(await patched.json()).toMatchObject({ spec: { width: 9, height: 6 } });
  });
});
