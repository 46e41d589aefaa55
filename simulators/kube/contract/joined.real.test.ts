import { writeFile } from "node:fs/promises";
import { afterAll, describe, expect, test } from "vitest";
import { realApiSkip, startRealApi } from "../client/testing/real-api.ts";
import recorded from "./testdata/joined-answers.json" with { type: "json" };
import { joinedCases } from "./testing/joined-cases.ts";
import { type Answer, play } from "./testing/play.ts";
import { askHttp1 } from "./testing/raw-request.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: users and protobuf on the real kube-apiserver: ${skip}`);
/** Writes down what the real server answers: `FLUXPROOF_REAL=1 FLUXPROOF_RECORD=1 npx vitest run simulators/kube/contract/joined`. */
const recording = process.env.FLUXPROOF_RECORD === "1";

// The real server writes for itself, too (its leases, every ten seconds): between two answers of a case that
// moves the version a list is of. So all may be played anew, on a new server.
const options = { timeout: 90_000, retry: 2 };

describe.skipIf(skip)("the real kube-apiserver answers as it did", options, () => {
  const answered: Record<string, Answer[]> = {};
  afterAll(async () => {
    if (!recording) return;
    const file = new URL("./testdata/joined-answers.json", import.meta.url);
    await writeFile(file, `${JSON.stringify(answered, null, 2)}\n`);
  });

  test(joinedCases.map(({ name }) => name).join(", "), async () => {
    await using api = await startRealApi();
    const { server, caCertificate = "", token = "" } = api.cluster;
    const ask = askHttp1(server, caCertificate, token);
    // The server makes it itself, a moment after it is ready.
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ metadata: { name: "default" } });
    await ask(new Request(`${server}/api/v1/namespaces`, { method: "POST", headers, body }));
    const known: Record<string, unknown> = recorded;
    for (const contractCase of joinedCases) {
      const { name } = contractCase;
      const answers = await play(contractCase, server, ask);
      answered[name] = answers;
      if (!recording) expect(answers, name).toEqual(known[name]);
    }
  });
});
