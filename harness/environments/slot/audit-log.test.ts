import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { addRequest, countAuditLog, type RequestCounts } from "./audit-log.ts";

const event = (account: string, verb: string, objectRef?: object) =>
  JSON.stringify({
    kind: "Event",
    stage: "ResponseComplete",
    verb,
    user: { username: `system:serviceaccount:flux-system:${account}` },
    ...(objectRef ? { objectRef } : {}),
  });

test("counts by controller, verb and resource", () => {
  const counts: RequestCounts = {};
  const status = { resource: "gitrepositories", subresource: "status", name: "a" };
  addRequest(counts, event("source-controller", "patch", status));
  addRequest(counts, event("source-controller", "patch", status));
  addRequest(counts, event("kustomize-controller", "get", { resource: "configmaps" }));
  addRequest(counts, event("kustomize-controller", "get"));
  expect(counts).toEqual({
    "source-controller": { "patch gitrepositories/status": 2 },
    "kustomize-controller": { "get configmaps": 1, "get non-resource": 1 },
  });
});

test("passes over users that are no controller, and lines that are no event", () => {
  const counts: RequestCounts = {};
  addRequest(counts, '{"verb":"get","user":{"username":"system:admin"}}');
  addRequest(counts, '{"verb":"get","user":{"username":"system:serviceaccount:default:x"}}');
  fc.assert(fc.property(fc.string(), (text) => addRequest(counts, text)));
  fc.assert(fc.property(fc.json(), (text) => addRequest(counts, text)));
  expect(counts).toEqual({});
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
    expect(await counter.take()).toEqual({ "source-controller": { "list buckets": 1 } });
    expect(await counter.take()).toBeNull();
  } finally {
    await rm(folder, { recursive: true });
  }
});
