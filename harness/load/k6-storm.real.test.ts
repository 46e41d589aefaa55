import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { wallClock } from "../environments/wall-clock.ts";
import { defaultCacheDir } from "../subjects/cache-dir.ts";
import { findK6 } from "./find-k6.ts";
import { k6Storm } from "./k6-storm.ts";

/** Never built for a test. */
const k6 =
  process.env.FLUXPROOF_REAL === "1" ? await findK6({ cacheDir: defaultCacheDir() }) : undefined;
const testWithK6 = test.skipIf(k6 === undefined);

testWithK6("k6 keeps its rate, and tells every answer", { timeout: 60_000 }, async () => {
  const seen: { path: string | undefined; signature: unknown; body: string }[] = [];
  await using server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      seen.push({ path: request.url, signature: request.headers["x-signature"], body });
      // Every tenth connection breaks before it was answered.
      if (seen.length % 10 === 0) request.socket.destroy();
      else response.writeHead(seen.length % 10 === 5 ? 503 : 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const clock = wallClock();
  const result = await k6Storm({
    k6: k6 ?? "",
    shape: { ratePerSecond: 50, durationMs: 2_000, waitingMax: 20 },
    origin: `http://127.0.0.1:${port}`,
    request: { path: "/hook/ab", headers: { "x-signature": "sha256=cd" }, body: '{"a":1}' },
    clock,
    signal: new AbortController().signal,
  });
  expect(result.by).toMatch(/^k6 \d+\.\d+\.\d+/);
  const { points } = result;
  expect(points.length + result.droppedAtMs.length).toBeGreaterThanOrEqual(99);
  expect(points.length).toBe(seen.length);
  expect(new Set(seen.map((each) => JSON.stringify(each)))).toEqual(
    new Set([JSON.stringify({ path: "/hook/ab", signature: "sha256=cd", body: '{"a":1}' })]),
  );
  const count = (status: number) => points.filter((each) => each.status === status).length;
  expect([count(0), count(503)]).toEqual([
    Math.floor(seen.length / 10),
    Math.floor((seen.length + 5) / 10),
  ]);
  const spanMs = (points.at(-1)?.atMs ?? 0) - (points[0]?.atMs ?? 0);
  expect(spanMs).toBeGreaterThan(1_800);
  expect(points.every(({ atMs }) => atMs > -1_000 && atMs < clock.nowMs())).toBe(true);
});
