import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AskedApi, startAskedApi } from "../../client/testing/asked-api.ts";
import { realApiSkip } from "../../client/testing/real-api.ts";
import { readCaseGroups } from "./testing/cases.ts";
import { type Answer, type Ask, playGroup } from "./testing/play.ts";
import { recordedAnswers, recordFile } from "./testing/recorded.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: validation by the real kube-apiserver: ${skip}`);
/** Writes down what the real server answers: `FLUXPROOF_REAL=1 FLUXPROOF_RECORD=1 npx vitest run simulators/kube/definitions/validation`. */
const recording = process.env.FLUXPROOF_RECORD === "1";

describe.skipIf(skip)("the real kube-apiserver answers as it did", { timeout: 60_000 }, () => {
  let api: AskedApi;
  const answered: [string, Answer][] = [];
  const ask: Ask = async (method, path, body) => {
    const headers = { "content-type": "application/json" };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await api.ask(new Request(api.cluster.server + path, init));
    return [response.status, await response.json()];
  };
  beforeAll(async () => {
    api = await startAskedApi(["namespaces/default/serviceaccounts"]);
    for (;;) {
      const [code] = await ask("GET", "/api/v1/namespaces/default/services/kubernetes");
      if (code === 200) break;
    }
  }, 90_000);
  afterAll(async () => {
    await api?.[Symbol.asyncDispose]();
    if (!recording) return;
    const lines = answered.map((each) => JSON.stringify(each));
    await writeFile(recordFile, `${lines.join("\n")}\n`);
  });

  test.each(readCaseGroups())("$name", async (group) => {
    const answers = await playGroup(group, ask);
    answered.push(...answers);
    if (recording) return;
    const known = recordedAnswers();
    for (const [name, answer] of answers) expect([name, answer]).toEqual([name, known.get(name)]);
  });
});
