import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { realApiSkip } from "../../client/testing/real-api.ts";
import { type FuzzTarget, realTarget } from "../../fuzz/servers.ts";
import recorded from "./testdata/rules.json" with { type: "json" };
import { askRules } from "./testing/ask-rules.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: rules of definitions on the real kube-apiserver: ${skip}`);
/** `FLUXPROOF_REAL=1 FLUXPROOF_RECORD=1 npx vitest run simulators/kube/definitions/custom/rules.real.test.ts` */
const recording = process.env.FLUXPROOF_RECORD === "1";

describe.skipIf(skip)("the real kube-apiserver", { timeout: 120_000 }, () => {
  let real: FuzzTarget & AsyncDisposable;
  beforeAll(async () => {
    real = await realTarget();
  }, 90_000);
  afterAll(() => real?.[Symbol.asyncDispose]());

  test("judges rules as it is on record", async () => {
    const answers = await askRules(real);
    const file = new URL("./testdata/rules.json", import.meta.url);
    if (recording) await writeFile(file, `${JSON.stringify(answers, null, 2)}\n`);
    else expect(answers).toEqual(recorded);
  });
});
