import { afterAll, describe, expect, test } from "vitest";
import { wallClock } from "../../support/clock.ts";
import { seededRandom } from "../../support/random.ts";
import { createKubeServer } from "../http/kube-server.ts";
import type { Computed } from "../http/serve-resource.ts";
import { computedResources } from "../server/computed-resources.ts";
import { createAdmission } from "./create-admission.ts";
import recorded from "./testdata/answers.json" with { type: "json" };
import { admissionCases } from "./testing/cases.ts";
import { type HookServer, playAdmission } from "./testing/play-admission.ts";

describe("admission answers and asks as the real server did", () => {
  const webhookOrigin = "https://127.0.0.1:9443";
  let hooks: HookServer | undefined;
  const random = seededRandom(1);
  const clock = wallClock();
  const admit = createAdmission({
    clock,
    random,
    call: ({ request, caCertificate }) => callInProcess(request, caCertificate),
  });
  const settings = { tokens: new Map(), anonymous: true };
  const computed: Record<string, Computed> = {
    ...computedResources({ settings, issuer: undefined, clock }),
    "serviceaccounts/token": ({ object }) => object,
  };
  const groups = ["system:masters", "system:authenticated"];
  const user = { name: "fluxproof", uid: "fluxproof", groups };
  const server = createKubeServer({ clock, random, admit, computed, authenticate: () => user });
  afterAll(() => server[Symbol.dispose]());
  const known: Record<string, unknown> = recorded;

  test.each(admissionCases)("$name", async (admissionCase) => {
    const played = await playAdmission(admissionCase, {
      origin: "http://sim.invalid",
      ask: (request) => server.handle(request, { faults: [] }),
      webhooks: { origin: webhookOrigin, caCertificate: "ca", serve: (given) => (hooks = given) },
      settles: false,
    });
    expect(played).toEqual(known[admissionCase.name]);
  });

  /** As if over the network: nobody else listens, and only one certificate is trusted. */
  async function callInProcess(request: Request, caCertificate: string | undefined) {
    const { origin, port } = new URL(request.url);
    if (!hooks || origin !== webhookOrigin) {
      throw Object.assign(new Error("refused"), {
        code: "ECONNREFUSED",
        address: "127.0.0.1",
        port,
      });
    }
    if (caCertificate !== "ca") {
      throw Object.assign(new Error("untrusted"), { code: "SELF_SIGNED_CERT_IN_CHAIN" });
    }
    return hooks(request);
  }
});
