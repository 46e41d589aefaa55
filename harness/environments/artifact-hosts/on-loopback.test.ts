import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { wallClock } from "../../../simulators/support/clock.ts";
import { unpackTarGz } from "../../../simulators/support/tar-gz.ts";
import type { ArtifactHostsSpec } from "../../core/artifact-hosts.ts";
import type { HistoryEntry, Observation } from "../../core/history.ts";
import { listenOnLoopback } from "./listen-on-loopback.ts";
import { startArtifactHosts } from "./start-artifact-hosts.ts";

const app = { repository: "team/app", tags: ["latest"], files: { "a.yaml": "a: 1\n" } };
const manifest = "/v2/team/app/manifests/latest";

async function started(artifactHosts: ArtifactHostsSpec = {}) {
  const clock = wallClock();
  const entries: HistoryEntry[] = [];
  const record = (observation: Observation, tMs = clock.nowMs()) => {
    const entry: HistoryEntry = { ...observation, seq: entries.length + 1, tMs };
    entries.push(entry);
    return entry;
  };
  const recorder = { record };
  const hosts = await startArtifactHosts({
    ...{ artifactHosts, seed: 1, clock, recorder, listen: listenOnLoopback(recorder) },
  });
  if (!hosts) throw new Error("no hosts");
  onTestFinished(() => hosts[Symbol.asyncDispose]());
  const { registry, buckets } = hosts;
  return {
    ...{ entries, registry, buckets },
    pull: (path: string, init?: RequestInit) => fetch(`http://${registry.host}${path}`, init),
    get: (path: string) => fetch(`http://${buckets.host}${path}`),
  };
}

test("none are started where a scenario names none", async () => {
  const clock = wallClock();
  const recorder = { record: (seen: Observation) => ({ ...seen, seq: 1, tMs: 0 }) };
  const listen = () => Promise.reject(new Error("nothing is to listen"));
  expect(await startArtifactHosts({ seed: 1, clock, recorder, listen })).toBeUndefined();
});

test("a client pulls what was pushed, and is on record", async () => {
  const { registry, pull, entries } = await started();
  registry.push(app);
  const head = await pull(manifest, { method: "HEAD" });
  const whole = await (await pull(manifest)).bytes();
  // Without it go-containerregistry takes the answer for none.
  expect(head.headers.get("content-length")).toBe(String(whole.length));
  const { layers } = JSON.parse(new TextDecoder().decode(whole));
  const blob = await (await pull(`/v2/team/app/blobs/${layers[0].digest}`)).bytes();
  expect(unpackTarGz(blob)).toEqual(app.files);
  const [pushed, ...requests] = entries;
  const digest = head.headers.get("docker-content-digest");
  expect(pushed).toMatchObject({ type: "registry.push", repository: "team/app", digest });
  expect(requests).toMatchObject([
    {
      type: "registry.request",
      method: "HEAD",
      endpoint: "manifests",
      reference: "latest",
      bytes: 0,
    },
    { endpoint: "manifests", status: 200, bytes: whole.length, ended: "whole", faults: [] },
    { repository: "team/app", endpoint: "blobs", bytes: blob.length },
  ]);
});

test.each(["basic", "bearer"] as const)(
  "a %s login expires and is rotated, on no record",
  async (login) => {
    const { registry, pull, entries } = await started({ registry: { login } });
    registry.push(app);
    const statusAs = async (text: string) => {
      const { username, password } = JSON.parse(text).auths[registry.host];
      const basic = { headers: { authorization: `Basic ${btoa(`${username}:${password}`)}` } };
      if (login === "basic") return (await pull(manifest, basic)).status;
      const given = await pull("/token?service=x&scope=repository:team/app:pull", basic);
      if (given.status !== 200) return given.status;
      const { token } = (await given.json()) as { token: string };
      return (await pull(manifest, { headers: { authorization: `Bearer ${token}` } })).status;
    };
    const first = registry.login();
    expect((await pull(manifest)).status).toBe(401);
    expect(await statusAs(first)).toBe(200);
    registry.expireLogin();
    expect(await statusAs(first)).toBe(401);
    registry.rotateLogin();
    expect(await statusAs(first)).toBe(401);
    expect(await statusAs(registry.login())).toBe(200);
    const { password } = JSON.parse(first).auths[registry.host];
    expect(JSON.stringify(entries)).not.toContain(password);
    expect(JSON.stringify(entries)).not.toContain(btoa(`flux:${password}`));
    expect(entries.filter(({ type }) => type === "registry.login")).toMatchObject([
      { change: "expired" },
      { change: "rotated" },
    ]);
  },
);

test("a client reads what was put into a bucket, texts and archives", async () => {
  const { buckets, get, entries } = await started();
  buckets.put("apps", { "a.yaml": "a: 1\n", "a.tgz": { archive: { "x/y": "z" } } });
  buckets.put("apps", { "a.yaml": null });
  expect((await get("/apps/a.yaml")).status).toBe(404);
  expect(unpackTarGz(await (await get("/apps/a.tgz")).bytes())).toEqual({ "x/y": "z" });
  expect((await get("/apps/?list-type=2&prefix=")).status).toBe(200);
  expect(entries).toMatchObject([
    { type: "bucket.put", bucket: "apps", put: ["a.tgz", "a.yaml"], deleted: [] },
    { type: "bucket.put", put: [], deleted: ["a.yaml"] },
    { type: "bucket.request", bucket: "apps", endpoint: "object", key: "a.yaml", status: 404 },
    { endpoint: "object", key: "a.tgz", status: 200 },
    { endpoint: "list", status: 200 },
  ]);
});

test("the index of a chart repository is written out with what pads it", async () => {
  const { buckets, get } = await started();
  const padding = { charts: 1, versions: 2 };
  buckets.put("charts", { "index.yaml": { chartIndex: { entries: { app: [] }, padding } } });
  const { entries } = parse(await (await get("/charts/index.yaml")).text());
  expect(entries).toMatchObject({ app: [], "padding-00000": [{ version: "1.2.0" }, {}] });
});

test("faults meet the requests that they name, and connections", async () => {
  const { registry, buckets, pull, get, entries } = await started();
  registry.push(app);
  buckets.put("apps", { a: "1", b: "2" });
  const blobs = await registry.inject({
    ...{ target: "registry", use: "answers", status: 503 },
    match: { repositories: ["team/*"], endpoint: "manifests" },
  });
  expect([(await pull(manifest)).status, (await pull("/v2/")).status]).toEqual([503, 200]);
  expect(await blobs.remove()).toBe(1);
  const key = await buckets.inject({
    ...{ target: "buckets", use: "answers", status: 500 },
    match: { keys: ["a"] },
  });
  const seen = await Promise.all(["a", "b", "?list-type=2"].map((each) => get(`/apps/${each}`)));
  expect(seen.map(({ status }) => status)).toEqual([500, 200, 200]);
  expect(entries.find((entry) => entry.type === "bucket.request")).toMatchObject({
    faults: ["bucket-fault-1"],
  });
  expect(await key.remove()).toBe(1);
  const refused = await registry.inject({ target: "registry", use: "refuses" });
  await expect(pull("/v2/")).rejects.toThrow();
  await refused.remove();
  expect((await pull("/v2/")).status).toBe(200);
});
