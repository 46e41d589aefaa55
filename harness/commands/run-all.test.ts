import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { referenceSubject } from "../environments/reference/model-catalogue.ts";
import { referenceEnvironment } from "../environments/reference/reference-environment.ts";
import { converge, scenario, wait } from "../index.ts";
import { runAll } from "./run-all.ts";

// Threads are slow to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });
// Whatever machine this is.
vi.mock("node:os", async (original) => ({
  ...(await original<typeof import("node:os")>()),
  availableParallelism: () => 2,
}));

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "run-all-"));
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => rm(dir, { recursive: true }));

const scenarios = ["a", "b", "c", "d"].map((name, index) =>
  scenario({
    name: `test/${name}`,
    guarantee: "Any.",
    fleet: { repositories: 1, kustomizations: index + 1, sourceInterval: "30s" },
    drive: [converge({ within: "2m" }), wait("1m")],
    check: [],
  }),
);

const run = (place: string, onAllProcessors: boolean, signal = new AbortController().signal) =>
  runAll({
    ...{ scenarios, seed: 1, dir: join(dir, place), subject: referenceSubject },
    ...{ environment: referenceEnvironment(), gitHost: "sim", set: [], onAllProcessors, signal },
  });
const shown = () =>
  vi.mocked(process.stderr.write).mock.calls.map(([text]) => String(text).replace(/ \(.*/s, ""));

describe("runAll", () => {
  it("gives the same histories in threads as without, and shows them in the same order", async () => {
    const alone = await run("alone", false);
    const order = shown();
    vi.mocked(process.stderr.write).mockClear();
    const beside = await run("beside", true);
    expect(shown()).toEqual(order);
    expect(beside).toEqual(alone);
    expect(alone.map(({ judgement }) => judgement.scenario)).toEqual(
      scenarios.map(({ name }) => name),
    );
    for (const { name } of scenarios) {
      const [one, other] = await Promise.all(
        ["alone", "beside"].map((place) => readFile(join(dir, place, name, "history.ndjson"))),
      );
      expect(one?.equals(other ?? Buffer.alloc(0))).toBe(true);
    }
  });
});
