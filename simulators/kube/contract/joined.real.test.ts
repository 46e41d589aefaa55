import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { realApiSkip, startRealApi } from "../client/testing/real-api.ts";
import recorded from "./testdata/joined-answers.json" with { type: "json" };
import { joinedCases } from "./testing/joined-cases.ts";
import { type Answer, type Ask, play } from "./testing/play.ts";
import { askHttp1 } from "./testing/raw-request.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: users and protobuf on the real kube-apiserver: ${skip}`);
/** Writes down what the real server answers: `FLUXPROOF_REAL=1 FLUXPROOF_RECORD=1 npx vitest run simulators/kube/contract/joined`. */
const recording = process.env.FLUXPROOF_RECORD === "1";

describe.skipIf(skip)("the real kube-apiserver answers as it did", { timeout: 60_000 }, () => {
  let api: Awaited<ReturnType<typeof startRealApi>>;
  let ask: Ask;
  const answered: Record<string, Answer[]> = {};
  beforeAll(async () => {
    api = await startRealApi();
    const { server, caCertificate = "", token = "" } = api.cluster;
    ask = askHttp1(server, caCertificate, token);
    // The server makes it itself, a moment after it is ready.
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ metadata: { name: "default" } });
    await ask(new Request(`${server}/api/v1/namespaces`, { method: "POST", headers, body }));
  }, 90_000);
  afterAll(async () => {
    await api?.[Symbol.asyncDispose]();
    if (!recording) return;
    const file = new URL("./testdata/joined-answers.json", import.meta.url);
    await writeFile(file, `${JSON.stringify(answered, null, 2)}\n`);
  });

  test.each(joinedCases)("$name", async (contractCase) => {
    const answers = await play(contractCase, api.cluster.server, ask);
    answered[contractCase.name] = answers;
    const known: Record<string, unknown> = recorded;
    if (!recording) expect(answers).toEqual(known[contractCase.name]);
  });
});
