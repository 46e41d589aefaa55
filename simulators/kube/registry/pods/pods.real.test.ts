import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { httpsFetch } from "../../client/https-fetch.ts";
import { realApiSkip, startRealApi } from "../../client/testing/real-api.ts";
import { type Answer, play } from "../../contract/testing/play.ts";
import recorded from "./testdata/answers.json" with { type: "json" };
import { podCases } from "./testing/cases.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: what is beside pods on the real kube-apiserver: ${skip}`);
/** Writes down what the real server answers: `FLUXPROOF_REAL=1 FLUXPROOF_RECORD=1 npx vitest run simulators/kube/registry/pods`. */
const recording = process.env.FLUXPROOF_RECORD === "1";

describe.skipIf(skip)("the real kube-apiserver answers as it did", { timeout: 60_000 }, () => {
  let api: Awaited<ReturnType<typeof startRealApi>>;
  let client: ReturnType<typeof httpsFetch>;
  const answered: Record<string, Answer[]> = {};
  const ask = (request: Request) => {
    request.headers.set("authorization", `Bearer ${api.cluster.token}`);
    return client.fetch(request);
  };
  beforeAll(async () => {
    api = await startRealApi();
    client = httpsFetch(api.cluster.caCertificate);
    // The server and the controllers make them, a moment after it is ready.
    for (const path of ["namespaces", "namespaces/default/serviceaccounts"]) {
      const body = JSON.stringify({ metadata: { name: "default" } });
      const headers = { "content-type": "application/json" };
      const url = `${api.cluster.server}/api/v1/${path}`;
      await (await ask(new Request(url, { method: "POST", headers, body }))).text();
    }
  }, 90_000);
  afterAll(async () => {
    client?.[Symbol.dispose]();
    await api?.[Symbol.asyncDispose]();
    if (!recording) return;
    const file = new URL("./testdata/answers.json", import.meta.url);
    await writeFile(file, `${JSON.stringify(answered, null, 1)}\n`);
  });

  test.each(podCases)("$name", async (podCase) => {
    const answers = await play(podCase, api.cluster.server, ask);
    answered[podCase.name] = answers;
    const known: Record<string, unknown> = recorded;
    if (!recording) expect(answers).toEqual(known[podCase.name]);
  });
});
