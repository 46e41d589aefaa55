import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  makeInformer,
  type V1ObjectMeta,
} from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wallClock } from "../../support/clock.ts";
import { type HttpListener, startHttpListener } from "../../support/http-listener.ts";
import { seededRandom } from "../../support/random.ts";
import { createKubeServer, type KubeServer } from "./kube-server.ts";

const crd = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "widgets", kind: "Widget", shortNames: ["wd"] },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [{ name: "Size", type: "integer", jsonPath: ".spec.size" }],
        schema: {
          openAPIV3Schema: {
            type: "object",
            description: "A widget of a size.",
            properties: {
              spec: {
                type: "object",
                properties: {
                  size: { type: "integer", minimum: 1 },
                  color: { type: "string", default: "red" },
                },
              },
              status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
            },
          },
        },
      },
    ],
  },
};
const configMap = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings, labels: {app: web}}
data: {a: "1", b: "2"}
`;

describe("the server, over HTTP", () => {
  let server: KubeServer;
  let listener: HttpListener;
  let folder: string;

  beforeAll(async () => {
    server = createKubeServer({ clock: wallClock(), random: seededRandom(1) });
    const onError = (error: unknown) => console.error(error);
    listener = await startHttpListener({ handler: server.handle, onError });
    folder = await mkdtemp(join(tmpdir(), "kube-server-"));
    const cluster = { server: listener.origin, "insecure-skip-tls-verify": true };
    const config = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "sim", cluster }],
      users: [{ name: "sim", user: {} }],
      contexts: [{ name: "sim", context: { cluster: "sim", user: "sim" } }],
      "current-context": "sim",
    };
    await writeFile(join(folder, "config"), JSON.stringify(config));
    await writeFile(join(folder, "settings.yaml"), configMap);
    await writeFile(join(folder, "crd.json"), JSON.stringify(crd));
  });
  afterAll(async () => {
    await listener[Symbol.asyncDispose]();
    server[Symbol.dispose]();
    await rm(folder, { recursive: true });
  });

  const kubectl = async (...args: string[]) => {
    const flags = [`--kubeconfig=${folder}/config`, `--cache-dir=${folder}/cache`];
    const run = promisify(execFile)("kubectl", [...flags, ...args], { cwd: folder });
    const { stdout, stderr } = await run.catch((error) => error);
    return `${stdout}${stderr}`;
  };

  it("lets kubectl apply, get, patch, explain, diff and delete", async () => {
    expect(await kubectl("apply", "-f", "settings.yaml")).toBe("configmap/settings created\n");
    expect(await kubectl("apply", "-f", "settings.yaml")).toBe("configmap/settings unchanged\n");
    expect(
      await kubectl("apply", "--server-side", "--force-conflicts", "-f", "settings.yaml"),
    ).toBe("configmap/settings serverside-applied\n");
    expect(await kubectl("diff", "-f", "settings.yaml")).toBe("");
    expect(await kubectl("get", "cm", "-l", "app=web", "--no-headers")).toMatch(
      /^settings +2 +\d+s\n$/,
    );
    const patch = await kubectl("patch", "cm", "settings", "-p", '{"data":{"a":"9","b":null}}');
    expect(patch).toBe("configmap/settings patched\n");
    expect(await kubectl("get", "cm", "settings", "-o", "jsonpath={.data}")).toBe('{"a":"9"}');
    expect(await kubectl("explain", "configmap.data")).toContain("FIELD: data <map[string]string>");
    expect(await kubectl("delete", "cm", "settings")).toBe('configmap "settings" deleted\n');
    expect(await kubectl("get", "cm", "settings")).toBe(
      'Error from server (NotFound): configmaps "settings" not found\n',
    );
  }, 60_000);

  it("serves a custom resource from its definition on to its removal", async () => {
    expect(await kubectl("apply", "-f", "crd.json")).toContain("created");
    const established = await kubectl(
      "wait",
      "crd/widgets.example.com",
      "--for=condition=Established",
    );
    expect(established).toContain("condition met");
    const api = `${listener.origin}/apis/example.com/v1/namespaces/default/widgets`;
    const widget = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "w" } };
    const post = (spec: object) =>
      fetch(api, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...widget, spec, status: { up: true } }),
      });
    const refused = await (await post({ size: 0 })).json();
    expect(refused).toMatchObject({
      code: 422,
      message:
        'Widget.example.com "w" is invalid: spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1',
    });
    const made = (await (await post({ size: 2, bogus: 1 })).json()) as object;
    expect(made).toMatchObject({ metadata: { generation: 1 }, spec: { size: 2, color: "red" } });
    expect(made).not.toHaveProperty("status");
    expect(await kubectl("get", "wd", "--no-headers")).toMatch(/^w +2\n$/);
    const explained = await kubectl("explain", "widgets");
    expect(explained).toContain("A widget of a size.");
    expect(await kubectl("delete", "-f", "crd.json")).toContain("deleted");
    expect((await fetch(api)).status).toBe(404);
  }, 60_000);

  it("serves @kubernetes/client-node: objects, watches, informers", async () => {
    const config = new KubeConfig();
    config.loadFromFile(join(folder, "config"));
    const objects = KubernetesObjectApi.makeApiClient(config);
    const seen: string[] = [];
    const list = () =>
      config.makeApiClient(CoreV1Api).listNamespacedConfigMap({ namespace: "default" });
    const informer = makeInformer(config, "/api/v1/namespaces/default/configmaps", list);
    const gone = Promise.withResolvers<void>();
    for (const type of ["add", "update", "delete"] as const) {
      informer.on(type, ({ metadata }) => {
        seen.push(`${type} ${metadata?.name}`);
        if (type === "delete") gone.resolve();
      });
    }
    await informer.start();
    const metadata = { name: "kept", namespace: "default" };
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata, data: { a: "1" } };
    const made = await objects.create(object);
    await objects.patch({ ...object, data: { a: "2" } });
    const { resourceVersion }: V1ObjectMeta = made.metadata;
    const stale = { ...object, metadata: { ...metadata, resourceVersion: resourceVersion ?? "" } };
    await expect(objects.replace(stale)).rejects.toMatchObject({ code: 409 });
    await objects.delete(object);
    await gone.promise;
    await informer.stop();
    expect(seen).toEqual(["add kept", "update kept", "delete kept"]);
  });

  it("counts what it serves and ends watches that clients leave", async () => {
    const read = async (path: string) => (await fetch(listener.origin + path)).text();
    const open = 'apiserver_longrunning_requests{resource="secrets",verb="WATCH"}';
    const leaving = new AbortController();
    const url = `${listener.origin}/api/v1/secrets?watch=true`;
    await fetch(url, { signal: leaving.signal });
    expect(await read("/metrics")).toContain(`${open} 1\n`);
    leaving.abort();
    await expect.poll(() => read("/metrics")).toContain(`${open} 0\n`);
    expect(await read("/livez/ping")).toBe("ok");
    expect(await read("/readyz?verbose")).toMatch(/^\[\+\]ping ok\n(.*\n)+readyz check passed\n$/);
    expect(await read("/version")).toContain('"gitVersion":"v1.34.4"');
  });
});
