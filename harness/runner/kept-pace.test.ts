import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { UsageError } from "../core/failure.ts";
import { keepPace, paceFigure, readPace } from "./kept-pace.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-pace-test-"));
});
afterEach(() => rm(dir, { recursive: true }));

it("is a figure of the run it lies beside, and none where it was not measured", async () => {
  expect(await readPace(dir)).toEqual({});
  await keepPace(dir, 1.61239);
  expect(await readPace(dir)).toEqual({ [paceFigure]: 1.612 });
});

it.each(["", "{}", '{"paceMs": 0}', '{"paceMs": "fast"}'])("is nothing else: %j", async (text) => {
  await writeFile(join(dir, "pace.json"), text);
  await expect(readPace(dir)).rejects.toThrow(UsageError);
});
