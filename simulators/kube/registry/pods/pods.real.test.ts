import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AskedApi, startAskedApi } from "../../client/testing/asked-api.ts";
import { realApiSkip } from "../../client/testing/real-api.ts";
import { type Answer, play } from "../../contract/testing/play.ts";
import recorded from "./testdata/answers.json" with { type: "json" };
import { podCases } from "./testing/cases.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: what is beside pods on the real kube-apiserver: ${skip}`);
/** Writes down what the real server answers: `FLUXPROOF_REAL=1 FLUXPROOF_RECORD=1 npx vitest run simulators/kube/registry/pods`. */
const recording = process.env.FLUXPROOF_RECORD === "1";

describe.skipIf(skip)("the real kube-apiserver answers as it did", { timeout: 60_000 }, () => {
  let api: AskedApi;
  const answered: Record<string, Answer[]> = {};
  beforeAll(async () => {
    api = await startAskedApi(["namespaces/default/serviceaccounts"]);
  }, 90_000);
  afterAll(async () => {
    await api?.[Symbol.asyncDispose]();
    if (!recording) return;
    const file = new URL("./testdata/answers.json", import.meta.url);
    await writeFile(file, `${JSON.stringify(answered, null, 1)}\n`);
  });

  test.each(podCases)("$name", async (podCase) => {
    const answers = await play(podCase, api.cluster.server, api.ask);
    answered[podCase.name] = answers;
    const known: Record<string, unknown> = recorded;
    if (!recording) expect(answers).toEqual(known[podCase.name]);
  });
});
