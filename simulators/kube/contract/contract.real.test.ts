import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AskedApi, startAskedApi } from "../client/testing/asked-api.ts";
import { realApiSkip } from "../client/testing/real-api.ts";
import recorded from "./testdata/answers.json" with { type: "json" };
import { contractCases } from "./testing/cases.ts";
import { type Answer, play } from "./testing/play.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: the contract on the real kube-apiserver: ${skip}`);
/** Writes down what the real server answers: `FLUXPROOF_REAL=1 FLUXPROOF_RECORD=1 npx vitest run simulators/kube/contract`. */
const recording = process.env.FLUXPROOF_RECORD === "1";

describe.skipIf(skip)("the real kube-apiserver answers as it did", { timeout: 60_000 }, () => {
  let api: AskedApi;
  const answered: Record<string, Answer[]> = {};
  beforeAll(async () => {
    api = await startAskedApi();
  }, 90_000);
  afterAll(async () => {
    await api?.[Symbol.asyncDispose]();
    if (!recording) return;
    const file = new URL("./testdata/answers.json", import.meta.url);
    await writeFile(file, `${JSON.stringify(answered, null, 2)}\n`);
  });

  test.each(contractCases)("$name", async (contractCase) => {
    if (contractCase.name.startsWith("custom resources")) await established();
    const answers = await play(contractCase, api.cluster.server, api.ask);
    answered[contractCase.name] = answers;
    const known: Record<string, unknown> = recorded;
    if (!recording) expect(answers).toEqual(known[contractCase.name]);
  });

  async function established() {
    const url = `${api.cluster.server}/apis/contract.example.com/v1/gears`;
    while ((await api.ask(new Request(url))).status !== 200);
  }
});
