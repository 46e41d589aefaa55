import { describe, expect, test } from "vitest";
import { manualClock } from "../../../support/manual-clock.ts";
import { seededRandom } from "../../../support/random.ts";
import { builtinDefinitions } from "../../definitions/builtin-definitions.ts";
import { createKubeServer } from "../../http/kube-server.ts";
import { createAdmission } from "../create-admission.ts";
import { allow, type Review, rule, webhook } from "../testing/admission-case.ts";
import { startWebhookServer } from "../testing/webhook-server.ts";
import type { CallWebhook, ResolveService } from "./post-review.ts";

const maps = "/api/v1/namespaces/default/configmaps";
const definitions = builtinDefinitions();

function serve(options: { call?: CallWebhook; resolveService?: ResolveService }) {
  const clock = manualClock();
  const random = seededRandom(1);
  const admit = createAdmission({ clock, random, ...options });
  const server = createKubeServer({ clock, random, admit, definitions });
  const send = async (method: string, path: string, body?: object) => {
    const headers = { "content-type": "application/json" };
    const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    const request = new Request(`http://sim.invalid${path}`, init);
    const response = await server.handle(request, { faults: [] });
    return { status: response.status, body: (await response.json()) as { message?: string } };
  };
  const configure = async (...webhooks: object[]) => {
    const path = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
    const text = JSON.stringify({ metadata: { name: "hooks" }, webhooks })
      .replaceAll("$webhooks", "https://127.0.0.1:9443")
      .replaceAll('"$ca"', '""');
    expect(await send("POST", path, JSON.parse(text))).toMatchObject({ status: 201 });
  };
  return { clock, send, configure, [Symbol.dispose]: () => server[Symbol.dispose]() };
}

const answered = async ({ request }: { request: Request }) =>
  Response.json(allow((await request.json()) as Review));

describe("a call of a webhook", () => {
  test("is given up after its time", async () => {
    let aborted = false;
    using server = serve({
      call: ({ request }) => {
        request.signal.addEventListener("abort", () => {
          aborted = true;
        });
        return new Promise<Response>(() => undefined);
      },
    });
    await server.configure(webhook({ name: "slow", timeoutSeconds: 3 }));
    const creation = server.send("POST", maps, { metadata: { name: "a" } });
    while (server.clock.sleepers() === 0) await new Promise(setImmediate);
    server.clock.advance(2_999);
    expect(aborted).toBe(false);
    server.clock.advance(1);
    const { status, body } = await creation;
    expect(status).toBe(500);
    expect(body.message).toMatch(
      /^Internal error occurred: failed calling webhook "slow\.example\.com": failed to call webhook: Post ".*\?timeout=3s": context deadline exceeded$/,
    );
    expect(aborted).toBe(true);
    expect(server.clock.sleepers()).toBe(0);
  });

  test("leaves no sleeper behind", async () => {
    using server = serve({ call: answered });
    await server.configure(webhook({ name: "quick" }));
    expect((await server.send("POST", maps, { metadata: { name: "a" } })).status).toBe(201);
    expect(server.clock.sleepers()).toBe(0);
  });

  test("of a service goes where the service is", async () => {
    const seen: unknown[] = [];
    using server = serve({
      resolveService: (service) => {
        seen.push(service);
        return service.name === "there" ? { host: "127.0.0.1", port: 9443 } : undefined;
      },
      call: (call) => {
        seen.push([call.request.url, call.connectTo]);
        return answered(call);
      },
    });
    const service = (name: string) => ({ service: { namespace: "n", name, path: "/x/y/" } });
    await server.configure(webhook({ name: "a", clientConfig: service("there") }));
    expect((await server.send("POST", maps, { metadata: { name: "a" } })).status).toBe(201);
    expect(seen).toEqual([
      { namespace: "n", name: "there", port: 443 },
      ["https://there.n.svc/x/y?timeout=5s", { host: "127.0.0.1", port: 9443 }],
    ]);
  });

  test("sees the newest state when another write came in between", async () => {
    const olds: unknown[] = [];
    let during: (() => Promise<unknown>) | undefined;
    using server = serve({
      call: async ({ request }) => {
        const review = (await request.json()) as Review;
        olds.push((review.request.oldObject as { data?: unknown } | null)?.data);
        const write = during;
        during = undefined;
        await write?.();
        return Response.json(allow(review));
      },
    });
    await server.send("POST", maps, { metadata: { name: "a" }, data: { n: "1" } });
    await server.configure(webhook({ name: "a", rules: [rule({ operations: ["UPDATE"] })] }));
    during = () => server.send("PUT", `${maps}/a`, { metadata: { name: "a" }, data: { n: "2" } });
    const last = { metadata: { name: "a" }, data: { n: "3" } };
    expect((await server.send("PUT", `${maps}/a`, last)).status).toBe(200);
    expect(olds).toEqual([{ n: "1" }, { n: "1" }, { n: "2" }]);
  });

  test("trusts its configuration's certificates alone", async () => {
    await using webhooks = await startWebhookServer();
    webhooks.serve(async (request) => answered({ request }));
    using server = serve({});
    const caBundle = Buffer.from(webhooks.caCertificate).toString("base64");
    const url = `${webhooks.origin}/x`;
    await server.configure(
      webhook({ name: "a", clientConfig: { url, caBundle } }),
      webhook({
        name: "b",
        clientConfig: { url },
        objectSelector: { matchLabels: { b: "" } },
      }),
      webhook({
        name: "c",
        clientConfig: { url: url.replace("127.0.0.1", "localhost"), caBundle },
        objectSelector: { matchLabels: { c: "" } },
      }),
    );
    expect((await server.send("POST", maps, { metadata: { name: "a" } })).status).toBe(201);
    const untrusted = await server.send("POST", maps, {
      metadata: { name: "b", labels: { b: "" } },
    });
    expect(untrusted.body.message).toContain("x509: certificate signed by unknown authority");
    const named = await server.send("POST", maps, { metadata: { name: "c", labels: { c: "" } } });
    expect(named.status).toBe(201);
  });
});
