import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, onTestFinished, test } from "vitest";
import { startHttpListener } from "../../support/http-listener.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { kubeClient } from "./kube-client.ts";
import { clientContract, until } from "./testing/contract.ts";
import { memoryApi } from "./testing/memory-api.ts";

const configMaps = { apiVersion: "v1", resource: "configmaps", namespace: "default" };
const configMap = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } });

describe("on an API in memory", () => {
  clientContract(() => kubeClient(memoryApi()));
});

function followed() {
  const api = memoryApi();
  const clock = manualClock();
  const client = kubeClient({ ...api, clock });
  const seen: string[] = [];
  const errors: unknown[] = [];
  const follower = client.follow(configMaps, {
    onChange: (change) =>
      seen.push("object" in change ? `${change.type} ${change.object.metadata.name}` : change.type),
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => follower[Symbol.asyncDispose]());
  return { api, clock, client, follower, seen, errors };
}

test("a watch that ends is taken up where it ended", async () => {
  const { api, clock, client, follower, seen } = followed();
  await client.create(configMaps, configMap("a"));
  await follower.synced;
  await until(() => api.requests.some((line) => line.includes("watch=true")));
  api.cut();
  await client.create(configMaps, configMap("b"));
  await until(() => {
    clock.advance(10_000);
    return seen.includes("added b");
  });
  const lists = api.requests.filter((line) => /^GET .*configmaps\?limit/.test(line));
  expect(lists).toHaveLength(1);
});

test("a watch that can't be taken up lists anew, and tells what vanished", async () => {
  const { api, clock, client, follower, seen, errors } = followed();
  for (const name of ["a", "b"]) await client.create(configMaps, configMap(name));
  await until(() => follower.list().length === 2);
  await until(() => api.requests.some((line) => line.includes("watch=true")));
  seen.length = 0;
  api.cut({ expire: true });
  await client.delete({ ...configMaps, name: "a" });
  await client.create(configMaps, configMap("c"));
  await until(() => {
    clock.advance(10_000);
    return seen.includes("synced");
  });
  expect(seen).toEqual(["deleted a", "added c", "synced"]);
  expect(errors).toMatchObject([{ status: { code: 410, reason: "Expired" } }]);
  expect(follower.list().map(({ metadata }) => metadata.name)).toEqual(["b", "c"]);
});

test("a watch ends when told to, also after its request is garbage", async () => {
  const api = memoryApi();
  await using listener = await startHttpListener({ handler: api.handle });
  using client = kubeClient({ baseUrl: listener.origin });
  const follower = client.follow(configMaps);
  await until(() => api.requests.some((line) => line.includes("watch=true")));
  await client.create(configMaps, configMap("heard"));
  await until(() => follower.get("default", "heard") !== undefined);
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  for (let turn = 0; turn < 5; turn += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await follower[Symbol.asyncDispose]();
});

test("what the server asks to repeat is repeated after the time it names", async () => {
  const api = memoryApi();
  const clock = manualClock();
  const client = kubeClient({ ...api, clock });
  const headers = { "retry-after": "7" };
  api.answerOnce(/^POST/, () => new Response("too many", { status: 429, headers }));
  const created = client.create(configMaps, configMap("a"));
  await until(() => clock.sleepers() === 1);
  clock.advance(6_999);
  expect(api.requests).toHaveLength(1);
  clock.advance(1);
  expect(await created).toMatchObject({ metadata: { name: "a" } });
});

test("other refusals are not repeated, and say what was asked", async () => {
  const api = memoryApi();
  api.answerOnce(/^POST/, () => new Response("no upstream", { status: 503 }));
  const create = kubeClient(api).create(configMaps, configMap("a"));
  await expect(create).rejects.toMatchObject({
    message: "POST /api/v1/namespaces/default/configmaps was answered 503: no upstream",
    status: { code: 503, reason: "ServiceUnavailable" },
  });
  expect(api.requests).toHaveLength(1);
});

test("requests are made as the bearer of the token, and as the user agent", async () => {
  const headers: Headers[] = [];
  const fetch = async (request: Request) => {
    headers.push(request.headers);
    expect(request.url).toBe("https://example.test:6443/apis/apps/v1/deployments?limit=500");
    const metadata = { resourceVersion: "1" };
    return Response.json({ apiVersion: "apps/v1", kind: "DeploymentList", metadata, items: [] });
  };
  const baseUrl = "https://example.test:6443";
  const client = kubeClient({ fetch, baseUrl, token: "secret", userAgent: "me/1" });
  await client.list({ apiVersion: "apps/v1", resource: "deployments" }, { metadataOnly: true });
  expect(headers[0]?.get("authorization")).toBe("Bearer secret");
  expect(headers[0]?.get("user-agent")).toBe("me/1");
  expect(headers[0]?.get("accept")).toMatch(/as=PartialObjectMetadataList/);
});
