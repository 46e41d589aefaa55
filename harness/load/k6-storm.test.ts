import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HarnessError } from "../core/failure.ts";
import { wallClock } from "../environments/wall-clock.ts";
import { k6Storm } from "./k6-storm.ts";

const path = `/hook/${"a1".repeat(32)}`;
const signature = `sha256=${"b2".repeat(32)}`;
const request = { path, headers: { "x-signature": signature }, body: "{}" };
const shape = { ratePerSecond: 10, durationMs: 1_000, waitingMax: 5 };

let dir = "";
let before = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-test-"));
  before = process.env.TMPDIR ?? "";
  process.env.TMPDIR = dir;
});
afterEach(async () => {
  if (before) process.env.TMPDIR = before;
  else delete process.env.TMPDIR;
  await rm(dir, { recursive: true });
});

/** A program in k6's place: a shell script that finds the file for its points in `$out`. */
async function storm(script: string, rest: { origin?: string; signal?: AbortSignal } = {}) {
  const k6 = join(dir, "k6");
  const told = join(dir, "told");
  await writeFile(
    k6,
    [
      "#!/bin/sh",
      '[ "$1" = version ] && { echo "k6 v1.8.1 (go1.26.8, linux/amd64)"; exit 0; }',
      'for each; do case "$each" in --out=json=*) out=$(echo "$each" | cut -c 12-);; esac; done',
      `cat > "${told}"; echo "$@" >> "${told}"; env >> "${told}"`,
      script,
      "",
    ].join("\n"),
  );
  await chmod(k6, 0o700);
  const { origin = "http://127.0.0.1:9", signal = new AbortController().signal } = rest;
  const result = k6Storm({ k6, shape, origin, request, clock: wallClock(), signal });
  return { result, told: () => readFile(told, "utf8") };
}

const point = (metric: string, value: number, status?: string) =>
  `echo '${JSON.stringify({
    ...{ metric, type: "Point" },
    data: { time: new Date().toISOString(), value, tags: { name: "storm", status } },
  })}' >> "$out"`;

describe("k6Storm", () => {
  it("gives k6 its script by standard input, and reads the points", async () => {
    const { result, told } = await storm(
      [
        `echo '{"type":"Metric","metric":"http_reqs","data":{}}' >> "$out"`,
        point("http_reqs", 1, "200"),
        point("http_req_duration", 12.5, "200"),
        point("http_req_duration", 0, "0"),
        point("http_req_waiting", 11, "200"),
        point("dropped_iterations", 2),
      ].join("\n"),
    );
    const { by, points, droppedAtMs } = await result;
    expect(by).toBe("k6 1.8.1");
    expect(points.map(({ durationMs, status }) => [durationMs, status])).toEqual([
      [12.5, 200],
      [0, 0],
    ]);
    expect(droppedAtMs).toHaveLength(2);
    const script = await told();
    expect(script).toContain('"executor":"constant-arrival-rate","rate":10,"timeUnit":"1s"');
    expect(script).toContain(`http://127.0.0.1:9${path}`);
    expect(script).toContain("--no-usage-report");
    expect(script).toContain("--address=");
    const environment = script.slice(script.indexOf("--no-usage-report"));
    expect(environment).not.toContain(path);
    expect(environment).toMatch(/^HOME=.*fluxproof-/m);
  });

  it("leaves nothing behind", async () => {
    await (await storm(`echo "${path}" >&2; ${point("vus", 1)}`)).result;
    expect((await readdir(dir)).sort()).toEqual(["k6", "told"]);
  });

  it("says how it failed, without what is secret", async () => {
    const { result } = await storm(
      `echo "GoError: Post http://127.0.0.1:9${path} ${signature}" >&2; exit 107`,
    );
    await expect(result).rejects.toThrow(HarnessError);
    await expect(result).rejects.toThrow(/exited \(code 107\).*\n.*GoError: Post/);
    await expect(result).rejects.not.toThrow(/a1a1|b2b2/);
    expect((await readdir(dir)).sort()).toEqual(["k6", "told"]);
  });

  it("says that k6 wrote no points", async () => {
    await expect((await storm("exit 0")).result).rejects.toThrow(/k6 wrote no points: ENOENT/);
  });

  it.each([
    ["no JSON", `echo '{"metric":"${path}' >> "$out"`, /no JSON/],
    ["no value", `echo '{"type":"Point","metric":"vus","data":{}}' >> "$out"`, /vus without/],
  ])("refuses points with %s, and quotes none", async (_, script, message) => {
    const { result } = await storm(script);
    await expect(result).rejects.toThrow(message);
    await expect(result).rejects.not.toThrow(/a1a1/);
  });

  it("ends k6 when the run ends", async () => {
    const ending = new AbortController();
    const { result, told } = await storm("sleep 60", { signal: ending.signal });
    await expect.poll(() => told().catch(() => ""), { timeout: 10_000 }).toContain("HOME=");
    ending.abort(new Error("interrupted"));
    await expect(result).rejects.toThrow("interrupted");
    expect((await readdir(dir)).sort()).toEqual(["k6", "told"]);
  });
});
