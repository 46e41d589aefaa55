import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { wallClock } from "../../../../support/clock.ts";
import { realApiSkip, startRealApi } from "../../../client/testing/real-api.ts";
import { knownWireDifferences } from "./known-wire-differences.ts";
import { playCases } from "./play-cases.ts";

const skip = await realApiSkip();
const file = new URL("./testdata/real-answers.json", import.meta.url);

/** `FLUXPROOF_REAL=1 UPDATE_WIRE=1 npx vitest run` with this file's path records the answers anew. */
test.skipIf(skip)(
  "the real server answers broken bytes as recorded",
  { timeout: 120_000 },
  async () => {
    await using api = await startRealApi();
    const { server, token } = api.cluster;
    const told = await playCases({ port: Number(new URL(server).port), token }, wallClock());
    // Those that are not the same each time are in the list of differences without an answer.
    for (const { name, real } of knownWireDifferences) if (real === undefined) delete told[name];
    if (process.env.UPDATE_WIRE === "1")
      await writeFile(file, `${JSON.stringify(told, null, 2)}\n`);
    expect(told).toEqual(JSON.parse(await readFile(file, "utf8")));
    for (const { name, real } of knownWireDifferences)
      expect([name, told[name]]).toEqual([name, real]);
  },
);
