import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { ApiFaultEffect, ApiRequestMatch } from "../../../harness/core/fault.ts";
import { wallClock } from "../../support/clock.ts";
import type { FaultLayer } from "../../support/fault-layer.ts";
import type { Handler } from "../../support/handler.ts";
import { startHttpListener } from "../../support/http-listener.ts";
import { makePki } from "../../support/pki.ts";
import { seededRandom } from "../../support/random.ts";
import { reverseProxy } from "../../support/reverse-proxy.ts";
import { kubeClient } from "../client/kube-client.ts";
import { realApiSkip, startRealApi } from "../client/testing/real-api.ts";
import { createApiFaults } from "./api-faults.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: faults in front of the real kube-apiserver: ${skip}`);

const run = promisify(execFile);
const stack = new AsyncDisposableStack();

/** The real server, faults before it, and kubectl as a client that speaks HTTP/2 as controllers do. */
async function start() {
  const clock = wallClock();
  const { cluster } = stack.use(await startRealApi());
  const folder = await mkdtemp(join(tmpdir(), "api-faults-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const pki = await makePki(clock);
  const authority = join(folder, "ca.pem");
  await writeFile(authority, pki.caCertificate);
  const { server: baseUrl, caCertificate, token } = cluster;
  const proxy = stack.use(reverseProxy({ baseUrl, caCertificate }));
  const client = stack.use(kubeClient({ baseUrl, caCertificate, token }));
  let faults: FaultLayer | undefined;
  const handler: Handler = async (request, context) => {
    return faults ? faults.handle(request, context) : new Response(null, { status: 503 });
  };
  const tls = { key: pki.serverKey, certificate: pki.serverCertificate };
  const listener = stack.use(await startHttpListener({ handler, tls }));
  faults = stack.use(
    createApiFaults({
      handler: proxy,
      clock,
      random: seededRandom(1),
      doors: listener.doors,
      tokens: new Map([[token, "admin"]]),
      newestResourceVersion: async () =>
        (await client.list({ apiVersion: "v1", resource: "namespaces" })).resourceVersion,
    }),
  );
  const { inject } = faults;
  const flags = (as: string) => [
    ...[`--server=${listener.origin}`, `--certificate-authority=${authority}`, `--token=${as}`],
    ...["--kubeconfig=/dev/null", `--cache-dir=${folder}`, "--namespace=default"],
  ];
  return {
    add: (effect: ApiFaultEffect, match?: ApiRequestMatch) =>
      inject({ target: "api-server", ...effect, ...(match ? { match } : {}) }),
    async kubectl(arguments_: string[], as = token) {
      try {
        return (await run("kubectl", [...flags(as), ...arguments_])).stdout.trim();
      } catch (error) {
        return (error as { stderr: string }).stderr.trim();
      }
    },
    /** Watches config maps and collects what is told. */
    watch() {
      const arguments_ = ["get", "configmaps", "--watch-only", "--output=name"];
      const child = spawn("kubectl", [...flags(token), ...arguments_]);
      onTestFinished(() => void child.kill());
      let text = "";
      child.stdout.on("data", (chunk) => {
        text += chunk;
      });
      const until = async (words: string) => {
        while (!text.includes(words)) await once(child.stdout, "data");
      };
      return { text: () => text, until, exited: once(child, "exit") };
    },
  };
}

describe.skipIf(skip)("faults in front of the real kube-apiserver", { timeout: 60_000 }, () => {
  let api: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    api = await start();
    await api.kubectl(["create", "serviceaccount", "writer"]);
    const binding = ["--clusterrole=cluster-admin", "--serviceaccount=default:writer"];
    await api.kubectl(["create", "clusterrolebinding", "writer", ...binding]);
    await api.kubectl(["create", "configmap", "first"]);
  }, 90_000);
  afterAll(() => stack.disposeAsync());

  test("a ServiceAccount's writes conflict in the server's words, others' don't", async () => {
    const { kubectl, add } = api;
    const token = await kubectl(["create", "token", "writer"]);
    const users = ["system:serviceaccount:default:writer"];
    const fault = await add({ use: "conflicts" }, { users, resources: ["configmaps"] });
    const label = (value: string) => ["label", "--overwrite", "configmap", "first", `a=${value}`];
    const patched = await kubectl(label("1"), token);
    expect(patched).toContain('Operation cannot be fulfilled on configmaps "first"');
    expect(patched).toContain("the object has been modified");
    expect(await kubectl(label("2"))).toContain("labeled");
    expect(await fault.remove()).toBeGreaterThan(0);
    expect(await kubectl(label("3"), token)).toContain("labeled");
  });

  test("a watch goes stale and catches up, then is dropped", async () => {
    const { kubectl, add, watch } = api;
    const watching = watch();
    // The first event shows that the watch is open.
    for (let at = 0; !watching.text().includes("open"); at += 1) {
      await kubectl(["create", "configmap", `open-${at}`]);
    }
    const stale = await add({ use: "stale-watches" }, { resources: ["configmaps"] });
    await kubectl(["create", "configmap", "during"]);
    expect(await kubectl(["get", "configmap", "during", "--output=name"])).toContain("during");
    expect(watching.text()).not.toContain("during");
    expect(await stale.remove()).toBe(1);
    await watching.until("configmap/during");
    const drop = await add({ use: "drops-watches", afterMs: 0 }, { resources: ["configmaps"] });
    expect((await watching.exited)[0]).toBe(0);
    expect(await drop.remove()).toBe(1);
  });

  test("a watch from before a compaction is told to start over, a later one isn't", async () => {
    const { kubectl, add } = api;
    const fault = await add({ use: "compacts" });
    const watchSince = (version: string) =>
      kubectl([
        "get",
        `--raw=/api/v1/configmaps?watch=true&timeoutSeconds=1&resourceVersion=${version}`,
      ]);
    expect(await watchSince("1")).toMatch(/"type":"ERROR".*"too old resource version: 1 \(\d+\)"/);
    await kubectl(["create", "configmap", "after"]);
    const list = JSON.parse(await kubectl(["get", "--raw=/api/v1/configmaps?limit=1"]));
    expect(await watchSince(list.metadata.resourceVersion)).not.toContain("ERROR");
    expect(await fault.remove()).toBe(1);
  });

  test("an outage is a refused connection, and over when removed", async () => {
    const { kubectl, add } = api;
    const outage = await add({ use: "refuses" });
    expect(await kubectl(["get", "configmap", "first"])).toContain("refused");
    await outage.remove();
    expect(await kubectl(["get", "configmap", "first", "--output=name"])).toBe("configmap/first");
  });

  test("an answer of 503 is the server's to kubectl", async () => {
    const { kubectl, add } = api;
    const fault = await add({ use: "answers", status: 503 }, { resources: ["configmaps"] });
    expect(await kubectl(["get", "configmap", "first"])).toContain(
      "the server is currently unable to handle the request",
    );
    expect(await fault.remove()).toBe(1);
  });
});
