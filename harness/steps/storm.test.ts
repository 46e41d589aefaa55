import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fakeDrive, recordedOf } from "../../test/drive-context.ts";
import type { HookRequest } from "../environments/environment.ts";
import { drive } from "../runner/drive.ts";
import { checkSteps } from "./registry.ts";
import { storm } from "./storm.ts";

const token = "not-for-histories";
const webhookPath = `/hook/${"a1".repeat(32)}`;
const objects: Record<string, unknown> = {
  Receiver: { spec: { secretRef: { name: "hook" } }, status: { webhookPath } },
  Secret: { data: { token: Buffer.from(token).toString("base64") } },
};

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-test-"));
});
afterEach(() => rm(dir, { recursive: true }));

describe("storm", () => {
  it("sends signed webhooks at its rate and records their seconds, and nothing secret", async () => {
    const fake = fakeDrive(
      { drive: [storm({ target: { receiver: "hook" }, rate: 2, for: "2s" })] },
      { dir },
    );
    const hooks: HookRequest[] = [];
    Object.assign(fake.context.slot, {
      cluster: { get: async ({ kind }: { kind: string }) => objects[kind] },
      async hook(request: HookRequest) {
        hooks.push(request);
        return hooks.length === 3 ? 500 : 200;
      },
    });
    const driven = drive(fake.context, () => {});
    for (const sent of [1, 2, 3, 4]) {
      await expect.poll(() => hooks.length, { interval: 1 }).toBe(sent);
      if (sent === 4) break;
      await expect.poll(() => fake.clock.sleepers(), { interval: 1 }).toBe(1);
      fake.clock.advance(500);
    }
    await driven;

    expect(new Set(hooks.map(({ path }) => path))).toEqual(new Set([webhookPath]));
    expect(hooks[0]?.headers["x-signature"]).toMatch(/^sha256=[0-9a-f]{64}$/);
    const none = { p50: 0, p95: 0, p99: 0, max: 0 };
    expect(recordedOf(fake, "load.second")).toMatchObject([
      { tMs: 0, storm: "1", second: 0, sent: 2, statuses: { 200: 2 }, durationMs: none },
      { tMs: 1000, storm: "1", second: 1, sent: 2, statuses: { 200: 1, 500: 1 } },
    ]);
    expect(recordedOf(fake, "load.end")).toMatchObject([
      { receiver: "hook", by: "fluxproof", wanted: 4, sent: 4, statuses: { 200: 3, 500: 1 } },
    ]);
    const kept = await readFile(join(dir, "load/1.ndjson"), "utf8");
    expect(
      kept
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual(
      [0, 500, 1000, 1500].map((atMs) => ({
        ...{ atMs, durationMs: 0, status: atMs === 1000 ? 500 : 200 },
      })),
    );
    for (const text of [kept, JSON.stringify(fake.recorded)]) {
      expect(text).not.toContain(token);
      expect(text).not.toContain("a1a1");
      expect(text).not.toContain(hooks[0]?.headers["x-signature"]);
    }
  });

  it.each<[string, object, RegExp]>([
    ["another target", { target: { url: "http://example.com/" }, rate: 1, for: "1s" }, /target/],
    ["no rate", { target: { receiver: "hook" }, rate: 0, for: "1s" }, /rate/],
    ["too high a rate", { target: { receiver: "hook" }, rate: 1001, for: "1s" }, /rate/],
    [
      "too many requests",
      { target: { receiver: "hook" }, rate: 1000, for: "101s" },
      /for.*expected 1 to 100000 requests in all/,
    ],
    ["none at all", { target: { receiver: "hook" }, rate: 1, for: "1ms" }, /expected 1 to/],
    ["no duration", { target: { receiver: "hook" }, rate: 1, for: "soon" }, /a duration such as/],
  ])("refuses %s with exit code 64", (_, with_, message) => {
    const check = () => checkSteps([{ use: "storm", with: with_ as never }], "drive");
    expect(check).toThrow(message);
    expect(check).toThrow(expect.objectContaining({ exitCode: 64 }));
  });
});
