import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { serveStandalone } from "../../sim/standalone.ts";
import { wallClock } from "../../wall-clock.ts";
import { type ClusterConnection, connectCluster } from "../cluster-connection.ts";

/** A simulated API server, connected to. */
export async function connectedCluster(): Promise<
  { connection: ClusterConnection; folder: string } & AsyncDisposable
> {
  await using stack = new AsyncDisposableStack();
  const served = stack.use(
    await serveStandalone({ port: 0, clock: wallClock(), log: () => undefined }),
  );
  const folder = await mkdtemp(join(tmpdir(), "in-cluster-test-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const config = new KubeConfig();
  config.loadFromFile(served.kubeconfig);
  const connection = connectCluster(config, new AbortController().signal);
  const whole = stack.move();
  return { connection, folder, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}

/** A CRD of Flux's, as a file. */
export async function writeCrd(
  folder: string,
  { group, kind, plural }: { group: string; kind: string; plural: string },
): Promise<string> {
  const path = join(folder, `${plural}.yaml`);
  const schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const crd = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          ...{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } },
          subresources: { status: {} },
        },
      ],
    },
  };
  await writeFile(path, JSON.stringify(crd));
  return path;
}
