import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { catalogue } from "../../scenarios/index.ts";

import type { Environment } from "../environments/environment.ts";
import { referenceSubject } from "../environments/reference/model-catalogue.ts";
import {
  type Defect,
  referenceEnvironment,
} from "../environments/reference/reference-environment.ts";
import { hostInfo } from "./host-info.ts";
import { runOne } from "./run-one.ts";

vi.setConfig({ testTimeout: 60_000 });

/** Runs a scenario on the model; resolves to how often its slot was asked for evidence, and when. */
async function evidenceOf(request: { defects?: Defect[]; breaks?: boolean }) {
  const scenario = catalogue.find(({ name }) => name === "apply/converges-after-commit");
  if (!scenario) throw new Error("no such scenario");
  const dir = await mkdtemp(join(tmpdir(), "evidence-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const kept: string[] = [];
  const model = referenceEnvironment({ defects: request.defects ?? [] });
  const environment: Environment = {
    ...model,
    async start(slotRequest) {
      const slot = await model.start(slotRequest);
      return {
        ...slot,
        flush: () => (request.breaks ? Promise.reject(new Error("no answer")) : slot.flush()),
        async keepEvidence() {
          kept.push("asked");
        },
        async [Symbol.asyncDispose]() {
          kept.push("slot ended");
          await slot[Symbol.asyncDispose]();
        },
      };
    },
  };
  const run = join(dir, "run");
  const { judgement } = await runOne({
    ...{ scenario, seed: 1, dir: run, host: await hostInfo() },
    ...{ environment, subject: referenceSubject },
  });
  return { kept, outcome: judgement.outcome };
}

test("a slot is asked for evidence before it ends, where its scenario failed", async () => {
  expect(await evidenceOf({ defects: ["wakes-only-five"] })).toEqual({
    ...{ outcome: "fail", kept: ["asked", "slot ended"] },
  });
});

test("and where the run could not go on", async () => {
  const { outcome, kept } = await evidenceOf({ breaks: true });
  expect(outcome).toBe("unknown");
  expect(kept).toEqual(["asked", "slot ended"]);
});

test("and not where it passed", async () => {
  expect(await evidenceOf({})).toEqual({ outcome: "pass", kept: ["slot ended"] });
});
