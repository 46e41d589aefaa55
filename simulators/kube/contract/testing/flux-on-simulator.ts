import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild, stopChild } from "../../../../harness/environments/process/child.ts";
import { findFreePorts } from "../../../../harness/environments/process/ports.ts";
import {
  controllerFlags,
  fluxController,
  portCount,
} from "../../../../harness/environments/slot/flux-controllers.ts";
import { defaultCacheDir } from "../../../../harness/subjects/cache-dir.ts";
import { createGitServer } from "../../../git/git-server.ts";
import type { RepositoryWriter } from "../../../git/repository-writer.ts";
import { wallClock } from "../../../support/clock.ts";
import { startHttpListener } from "../../../support/http-listener.ts";
import { seededRandom } from "../../../support/random.ts";
import { type KubeClient, kubeClient } from "../../client/kube-client.ts";
import { createKubeServer } from "../../http/kube-server.ts";

const parts = ["source-controller", "kustomize-controller"].map((name) => ({
  name,
  folder: join(defaultCacheDir(), "parts", name, "1.7.3-linux-amd64"),
}));

/** Why the controllers can't be had, or nothing. */
export async function fluxSkip(): Promise<string | undefined> {
  if (process.env.FLUXPROOF_REAL !== "1") return "FLUXPROOF_REAL is not 1";
  for (const { name, folder } of parts) {
    const files = await readdir(folder).catch((): string[] => []);
    if (!files.includes(name)) return `not provisioned: ${name} 1.7.3`;
  }
  return undefined;
}

export interface FluxOnSimulator extends AsyncDisposable {
  client: KubeClient;
  repositories: RepositoryWriter;
  gitOrigin: string;
  /** What a controller logged so far. */
  log(name: string): Promise<string>;
}

/** The simulator over plain HTTP, a Git host, and the real source- and kustomize-controller 1.7.3. */
export async function startFluxOnSimulator(): Promise<FluxOnSimulator> {
  await using stack = new AsyncDisposableStack();
  const clock = wallClock();
  const random = seededRandom(1);
  const folder = await mkdtemp(join(tmpdir(), "flux-sim-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const server = stack.use(createKubeServer({ clock, random }));
  const listener = stack.use(await startHttpListener({ handler: server.handle }));
  await mkdir(join(folder, "git"));
  const git = stack.use(
    await createGitServer({ dir: join(folder, "git"), accounts: [], clock, random }),
  );
  const gitListener = stack.use(await startHttpListener({ handler: git.handle }));
  const kubeconfig = join(folder, "kubeconfig");
  const cluster = { name: "sim", cluster: { server: listener.origin } };
  const context = { name: "sim", context: { cluster: "sim", user: "sim" } };
  const users = [{ name: "sim", user: {} }];
  const config = { clusters: [cluster], users, contexts: [context], "current-context": "sim" };
  await writeFile(kubeconfig, JSON.stringify({ apiVersion: "v1", kind: "Config", ...config }));
  const ask = async (path: string, body: string, type: string) => {
    const headers = { "content-type": type };
    const answer = await fetch(listener.origin + path, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(`POST ${path}: ${await answer.text()}`);
  };
  await ask("/api/v1/namespaces", '{"metadata":{"name":"flux-system"}}', "application/json");
  for (const { folder } of parts) {
    for (const file of await readdir(join(folder, "crds"))) {
      const crd = await readFile(join(folder, "crds", file), "utf8");
      await ask("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", crd, "application/yaml");
    }
  }
  const logs = (name: string) => join(folder, `${name}.log`);
  for (const part of parts) {
    const controller = fluxController(part.name);
    if (!controller) throw new Error(`${part.name} is not known`);
    const storage = join(folder, part.name);
    await mkdir(storage);
    const ports = await findFreePorts(portCount);
    const child = await startChild({
      name: part.name,
      command: join(part.folder, part.name),
      args: controllerFlags(controller, { ports, storage, eventsPort: null, extra: [] }),
      env: {
        PATH: process.env.PATH ?? "",
        HOME: storage,
        TMPDIR: storage,
        KUBECONFIG: kubeconfig,
        RUNTIME_NAMESPACE: "flux-system",
      },
      cwd: storage,
      logFile: logs(part.name),
    });
    stack.defer(() => stopChild(child, 1_000, clock).then(() => undefined));
  }
  const client = stack.use(kubeClient({ handle: server.handle, clock }));
  const whole = stack.move();
  return {
    client,
    repositories: git.repositories,
    gitOrigin: gitListener.origin,
    log: (name) => readFile(logs(name), "utf8"),
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}
