import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { addRequest, countAuditLog, type Requests } from "./audit-log.ts";

const none = (): Requests => ({ counts: {}, statusWrites: {} });

const event = (account: string, verb: string, objectRef?: object) =>
  JSON.stringify({
    kind: "Event",
    stage: "ResponseComplete",
    verb,
    user: { username: `system:serviceaccount:flux-system:${account}` },
    ...(objectRef ? { objectRef } : {}),
  });

test("counts by controller, verb and resource", () => {
  const requests = none();
  const status = { resource: "gitrepositories", subresource: "status", name: "a" };
  addRequest(requests, event("source-controller", "patch", status));
  addRequest(requests, event("source-controller", "patch", status));
  addRequest(requests, event("kustomize-controller", "get", { resource: "configmaps" }));
  addRequest(requests, event("kustomize-controller", "get"));
  expect(requests.counts).toEqual({
    "source-controller": { "patch gitrepositories/status": 2 },
    "kustomize-controller": { "get configmaps": 1, "get non-resource": 1 },
  });
});

test("tells which Flux objects' status each instance wrote", () => {
  const requests = none();
  const status = { apiGroup: "source.toolkit.fluxcd.io", subresource: "status", namespace: "n" };
  const git = { ...status, resource: "gitrepositories", name: "a" };
  addRequest(requests, event("source-controller", "patch", git));
  addRequest(requests, event("source-controller-shard1", "patch", { ...git, name: "b" }));
  addRequest(requests, event("source-controller-shard1", "patch", { ...git, name: "b" }));
  addRequest(requests, event("source-controller", "get", git));
  addRequest(requests, event("source-controller", "patch", { ...git, subresource: undefined }));
  addRequest(requests, event("kustomize-controller", "patch", { ...git, apiGroup: "apps" }));
  expect(requests.statusWrites).toEqual({
    "source-controller": { "gitrepositories n/a": 1 },
    "source-controller-shard1": { "gitrepositories n/b": 2 },
  });
});

test("passes over users that are no controller, and lines that are no event", () => {
  const requests = none();
  addRequest(requests, '{"verb":"get","user":{"username":"system:admin"}}');
  addRequest(requests, '{"verb":"get","user":{"username":"system:serviceaccount:default:x"}}');
  fc.assert(fc.property(fc.string(), (text) => addRequest(requests, text)));
  fc.assert(fc.property(fc.json(), (text) => addRequest(requests, text)));
  expect(requests).toEqual(none());
});

test("counts a line once, when it is whole", async () => {
  const folder = await mkdtemp(join(tmpdir(), "audit-test-"));
  try {
    const path = join(folder, "audit.log");
    await using counter = countAuditLog(path);
    expect(await counter.take()).toBeNull();
    const line = event("source-controller", "list", { resource: "buckets" });
    await writeFile(path, line.slice(0, 30));
    expect(await counter.take()).toBeNull();
    await appendFile(path, `${line.slice(30)}\n`);
    expect(await counter.take()).toEqual({
      counts: { "source-controller": { "list buckets": 1 } },
      statusWrites: {},
    });
    expect(await counter.take()).toBeNull();
  } finally {
    await rm(folder, { recursive: true });
  }
});
