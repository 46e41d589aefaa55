import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { catalogue } from "../../scenarios/index.ts";
import type { Environment } from "../environments/environment.ts";
import { referenceSubject } from "../environments/reference/model-catalogue.ts";
import { referenceEnvironment } from "../environments/reference/reference-environment.ts";
import { hostInfo } from "./host-info.ts";
import { readRun } from "./run-directory.ts";
import { runOne } from "./run-one.ts";

vi.setConfig({ testTimeout: 60_000 });

test("a slot that can't be ended is told after the end of its run, which stays as it was", async () => {
  const scenario = catalogue.find(({ name }) => name === "apply/converges-after-commit");
  if (!scenario) throw new Error("no such scenario");
  const dir = await mkdtemp(join(tmpdir(), "run-scenario-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const model = referenceEnvironment();
  const environment: Environment = {
    ...model,
    async start(request) {
      const slot = await model.start(request);
      return {
        ...slot,
        async [Symbol.asyncDispose]() {
          await slot[Symbol.asyncDispose]();
          throw new Error("connect ECONNREFUSED");
        },
      };
    },
  };
  const run = { scenario, seed: 1, dir, host: await hostInfo(), environment };
  const { judgement, failure } = await runOne({ ...run, subject: referenceSubject });
  expect(judgement.outcome).toBe("pass");
  expect(failure?.message).toBe("connect ECONNREFUSED");
  const { history } = await readRun(dir);
  expect(history.filter(({ type }) => type === "run.end")).toMatchObject([{ outcome: "done" }]);
  const text = "after the end of the run: connect ECONNREFUSED";
  expect(history.at(-1)).toMatchObject({ type: "note", text });
});
