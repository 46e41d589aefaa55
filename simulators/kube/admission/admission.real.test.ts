import { writeFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AskedApi, startAskedApi } from "../client/testing/asked-api.ts";
import { realApiSkip } from "../client/testing/real-api.ts";
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
    let api: AskedApi;
    let webhooks: Awaited<ReturnType<typeof startWebhookServer>>;
    const played: Record<string, Played> = {};
    beforeAll(async () => {
      [api, webhooks] = await Promise.all([startAskedApi(), startWebhookServer()]);
    }, 90_000);
    afterAll(async () => {
      await webhooks?.[Symbol.asyncDispose]();
      await api?.[Symbol.asyncDispose]();
      if (!recording) return;
      const file = new URL("./testdata/answers.json", import.meta.url);
      await writeFile(file, `${JSON.stringify(played, null, 2)}\n`);
    });

    test.each(admissionCases)("$name", async (admissionCase) => {
      const { ask, cluster } = api;
      const result = await playAdmission(admissionCase, {
        origin: cluster.server,
        ask,
        webhooks,
        settles: true,
      });
      played[admissionCase.name] = result;
      const known: Record<string, unknown> = recorded;
      if (!recording) expect(askedOnce(result)).toEqual(known[admissionCase.name]);
    });
  },
);

/**
 * Under load its cache may lag behind etcd: kube-apiserver then makes the change anew of the newest object and asks
 * the same once more. No case was recorded with a question that is asked twice on end.
 */
function askedOnce({ answers, reviews }: Played): Played {
  const isRepeated = (review: unknown, index: number) =>
    index > 0 && isDeepStrictEqual(review, reviews[index - 1]);
  return { answers, reviews: reviews.filter((review, index) => !isRepeated(review, index)) };
}
