import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { httpsFetch } from "../client/https-fetch.ts";
import { realApiSkip, startRealApi } from "../client/testing/real-api.ts";
import recorded from "./testdata/answers.json" with { type: "json" };
import { admissionCases } from "./testing/cases.ts";
import { type Played, playAdmission } from "./testing/play-admission.ts";
import { startWebhookServer } from "./testing/webhook-server.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: admission on the real kube-apiserver: ${skip}`);
/** Writes down what the real server does: `FLUXPROOF_REAL=1 FLUXPROOF_RECORD=1 npx vitest run simulators/kube/admission`. */
const recording = process.env.FLUXPROOF_RECORD === "1";

describe.skipIf(skip)(
  "the real kube-apiserver asks and answers as it did",
  { timeout: 60_000 },
  () => {
    let api: Awaited<ReturnType<typeof startRealApi>>;
    let client: ReturnType<typeof httpsFetch>;
    let webhooks: Awaited<ReturnType<typeof startWebhookServer>>;
    const played: Record<string, Played> = {};
    const ask = (request: Request) => {
      request.headers.set("authorization", `Bearer ${api.cluster.token}`);
      return client.fetch(request);
    };
    beforeAll(async () => {
      [api, webhooks] = await Promise.all([startRealApi(), startWebhookServer()]);
      client = httpsFetch(api.cluster.caCertificate);
      // The server makes it itself, a moment after it is ready.
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ metadata: { name: "default" } });
      const url = `${api.cluster.server}/api/v1/namespaces`;
      await (await ask(new Request(url, { method: "POST", headers, body }))).text();
    }, 90_000);
    afterAll(async () => {
      client?.[Symbol.dispose]();
      await webhooks?.[Symbol.asyncDispose]();
      await api?.[Symbol.asyncDispose]();
      if (!recording) return;
      const file = new URL("./testdata/answers.json", import.meta.url);
      await writeFile(file, `${JSON.stringify(played, null, 2)}\n`);
    });

    test.each(admissionCases)("$name", async (admissionCase) => {
      const { server: origin } = api.cluster;
      const result = await playAdmission(admissionCase, { origin, ask, webhooks, settles: true });
      played[admissionCase.name] = result;
      const known: Record<string, unknown> = recorded;
      if (!recording) expect(result).toEqual(known[admissionCase.name]);
    });
  },
);
