import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../../support/random.ts";
import { type RawApi, startRawApi } from "../access/testing/raw-api.ts";
import { realApiSkip } from "../client/testing/real-api.ts";
import type { ApiObject } from "../model/api-object.ts";
import { compareSequence, objectName } from "./testing/compare-sequence.ts";
import { type KindName, testedKind } from "./testing/kinds.ts";
import { playReal } from "./testing/play-real.ts";
import { randomSteps } from "./testing/random-steps.ts";
import { recordedFile, writeSequences } from "./testing/recorded.ts";
import type { Sequence } from "./testing/step.ts";
import { thingDefinition } from "./testing/thing.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: ownership and patches against the real kube-apiserver: ${skip}`);

const seed = process.env.FLUXPROOF_SEED ?? "1";
const sequencesCount = Number(process.env.FLUXPROOF_SEQUENCES ?? 40);
const kinds: KindName[] = ["ConfigMap", "Deployment", "Service", "Thing"];

describe.skipIf(skip)(
  "ownership and patches on the real kube-apiserver",
  { timeout: 600_000 },
  () => {
    let api: RawApi;
    beforeAll(async () => {
      api = await startRawApi();
      const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
      expect(await api.send("POST", crds, thingDefinition)).toMatchObject({ status: 201 });
      while ((await api.send("GET", testedKind("Thing").path)).status !== 200) await sleep(50);
    }, 90_000);
    afterAll(() => api?.[Symbol.asyncDispose]());

    test.each(kinds)("random requests on one %s have the same outcome", async (name) => {
      let compared = 0;
      for (let at = 0; at < sequencesCount; at += 1) {
        const sequence = await playSequence(api, { name, seed: `${seed}/${at}`, steps: 14 });
        compared += compareSequence(sequence);
      }
      expect(compared).toBeGreaterThan(sequencesCount * 7);
    });

    /** `FLUXPROOF_RECORD=1 FLUXPROOF_REAL=1 npx vitest run simulators/kube/apply/apply.real.test.ts` */
    test.skipIf(!process.env.FLUXPROOF_RECORD)(
      "record sequences for tests without it",
      async () => {
        const plans = kinds.flatMap((name) =>
          [1, 2, 3].map((at) => ({ name, seed: `recorded/${at}` })),
        );
        const sequences = await Promise.all(
          // Times are to the second, so that only slow requests tell a kept one from a new one.
          plans.map((plan) => playSequence(api, { ...plan, steps: 14, pauseMs: 1050 })),
        );
        await writeFile(recordedFile, writeSequences(sequences));
      },
    );
  },
);

async function playSequence(
  api: RawApi,
  plan: { name: KindName; seed: string; steps: number; pauseMs?: number },
): Promise<Sequence> {
  const kind = testedKind(plan.name);
  const name = objectName(plan.seed);
  const sequence: Sequence = { kind: plan.name, seed: plan.seed, steps: [] };
  let live: ApiObject | undefined;
  for (const step of randomSteps(plan.name, seededRandom(plan.seed), plan.steps)) {
    const played = await playReal({ api, kind, live, step, name });
    sequence.steps.push(played);
    if (played.code < 300) live = played.body as ApiObject;
    if (!live) break;
    if (plan.pauseMs) await sleep(plan.pauseMs);
  }
  // Cluster IPs are few.
  const path = `${kind.path}/${name}`;
  const merge = { "content-type": "application/merge-patch+json" };
  await api.send("PATCH", path, { metadata: { finalizers: null } }, merge);
  await api.send("DELETE", path);
  return sequence;
}
