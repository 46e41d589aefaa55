import { afterAll, describe, expect, test } from "vitest";
import { wallClock } from "../../support/clock.ts";
import { seededRandom } from "../../support/random.ts";
import type { WebhookCall } from "../admission/webhooks/post-review.ts";
import { createKubeServer } from "../http/kube-server.ts";
import { createConversion } from "./create-conversion.ts";
import recorded from "./testdata/answers.json" with { type: "json" };
import { conversionCases } from "./testing/cases.ts";
import { playConversion, serveConversion } from "./testing/play-conversion.ts";

describe("the simulator converts as the real server did", () => {
  const [clock, random] = [wallClock(), seededRandom(1)];
  const webhooks = { origin: "https://127.0.0.1:9443", caCertificate: "ca" };
  const convert = createConversion({ clock, random, call: callInProcess });
  const server = createKubeServer({ clock, random, convert });
  afterAll(() => server[Symbol.dispose]());
  const known: Record<string, unknown> = recorded;

  test.each(conversionCases)("$name", async (contractCase) => {
    const answers = await playConversion(contractCase, {
      origin: "http://sim.invalid",
      ask: (request) => server.handle(request, { faults: [] }),
      webhooks,
    });
    expect(answers).toEqual(known[contractCase.name]);
  });

  /** As if over the network: nobody else listens, and only one certificate is trusted. */
  async function callInProcess({ request, caCertificate }: WebhookCall) {
    if (new URL(request.url).origin !== webhooks.origin) {
      const where = { address: "127.0.0.1", port: new URL(request.url).port };
      throw Object.assign(new Error("refused"), { code: "ECONNREFUSED", ...where });
    }
    if (caCertificate !== "ca") {
      throw Object.assign(new Error("untrusted"), { code: "SELF_SIGNED_CERT_IN_CHAIN" });
    }
    return serveConversion(request);
  }
});
