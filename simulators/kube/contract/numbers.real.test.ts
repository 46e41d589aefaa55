import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { realApiSkip } from "../client/testing/real-api.ts";
import { realTarget } from "../fuzz/servers.ts";
import recorded from "./testdata/numbers.json" with { type: "json" };
import { askNumbers } from "./testing/number-requests.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: numbers sent to the real kube-apiserver: ${skip}`);
/** `FLUXPROOF_REAL=1 FLUXPROOF_RECORD=1 npx vitest run simulators/kube/contract/numbers.real.test.ts` */
const recording = process.env.FLUXPROOF_RECORD === "1";

test.skipIf(skip)(
  "the real kube-apiserver takes numbers as it is on record",
  { timeout: 120_000 },
  async () => {
    await using real = await realTarget();
    const answers = await askNumbers(real);
    const file = new URL("./testdata/numbers.json", import.meta.url);
    if (recording) await writeFile(file, `${JSON.stringify(answers, null, 2)}\n`);
    else expect(answers).toEqual(recorded);
  },
);
