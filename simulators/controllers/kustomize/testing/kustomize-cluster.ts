import { createHash } from "node:crypto";
import { type KubeClient, kubeClient } from "../../../kube/client/kube-client.ts";
import { startControllers } from "../../../kube/controllers/start-controllers.ts";
import { createApiServer } from "../../../kube/server/api-server.ts";
import { seededRandom } from "../../../support/random.ts";
import { type VirtualClock, virtualClock } from "../../../support/virtual-clock.ts";
import type { Defect } from "../../defects.ts";
import type { ApiObject } from "../../runtime/controller-api.ts";
import type { ControllerFlags } from "../../runtime/controller-process.ts";
import { eventsOf, installFluxCrds, namespace, pollUntil } from "../../testing/flux-api.ts";
import { testProcess } from "../../testing/test-process.ts";
import { startKustomizeController } from "../start-kustomize-controller.ts";

/** Files of a revision, by path. */
export type Files = Record<string, string>;

/** An API server with a kustomize-controller and a source that says what it is told. */
export interface KustomizeCluster {
  clock: VirtualClock;
  admin: KubeClient;
  /** Requests of the controller: `patch kustomizations/status`. */
  requests: string[];
  log: string[];
  /** Answers GETs of artifacts that `publish` didn't make, and those it did when set to `all`. */
  artifacts: { answer?: (url: string) => Promise<Response> | Response };
  /** Makes a revision of the source `fleet` known. */
  publish(revision: string, files: Files): Promise<void>;
  /** Creates a Kustomization `app` of the source, with this spec besides. */
  kustomize(spec?: object, name?: string): Promise<void>;
  read(name?: string): Promise<ApiObject>;
  /** Lets two seconds pass in small steps: lists that come all at once are served in turns of no time. */
  rest(): Promise<void>;
  /** Polls until it holds; the last error is thrown after ten virtual minutes. */
  until(holds: () => Promise<boolean | undefined>): Promise<void>;
  ready(name?: string): Promise<string>;
  /** `Normal Progressing: ConfigMap/default/a created`, in the order of their saying. */
  events(name?: string): Promise<string[]>;
}

export interface ClusterOptions {
  defects?: readonly Defect[];
  authorization?: "RBAC" | "AlwaysAllow";
  flags?: Partial<ControllerFlags>;
}

export async function onKustomizeCluster(
  main: (cluster: KustomizeCluster) => Promise<void>,
  options: ClusterOptions = {},
): Promise<void> {
  const clock = virtualClock();
  await clock.run(async () => {
    await using stack = new AsyncDisposableStack();
    await main(await start(clock, stack, options));
  });
}

async function start(
  clock: VirtualClock,
  stack: AsyncDisposableStack,
  options: ClusterOptions,
): Promise<KustomizeCluster> {
  const random = seededRandom(1);
  const requests: string[] = [];
  const log: string[] = [];
  const bodies = new Map<string, string>();
  const artifacts: KustomizeCluster["artifacts"] = {};
  const server = stack.use(
    createApiServer({
      clock,
      random,
      authorization: options.authorization ?? "AlwaysAllow",
      tokens: new Map([
        ["admin", { name: "admin", groups: ["system:masters", "system:authenticated"] }],
        ["kc", { name: "kustomize-controller", groups: ["system:masters"] }],
      ]),
      report({ attributes }) {
        if (attributes.user.name !== "kustomize-controller") return;
        if (attributes.kind === "path") return void requests.push(`${attributes.verb} path`);
        const { verb, resource, subresource } = attributes;
        requests.push(`${verb} ${resource}${subresource ? `/${subresource}` : ""}`);
      },
    }),
  );
  const client = (token: string, user?: string) =>
    kubeClient({
      clock,
      token,
      baseUrl: "https://api",
      fetch(request) {
        if (user !== undefined) request.headers.set("impersonate-user", user);
        return server.handle(request, { faults: [] });
      },
    });
  const admin = client("admin");
  await installFluxCrds(admin);
  stack.use(startControllers({ client: admin, clock }));
  const ending = new AbortController();
  stack.defer(() => ending.abort(new Error("the test is over")));
  const surroundings = {
    ...{ name: "kustomize-controller", clock, random, signal: ending.signal, api: client("kc") },
    impersonate: (user: string) => client("kc", user),
    async fetch({ url }: Request) {
      const body = bodies.get(url);
      if (artifacts.answer) return artifacts.answer(url);
      return body === undefined ? new Response("", { status: 404 }) : new Response(body);
    },
    has: (defect: Defect) => options.defects?.includes(defect) ?? false,
    log: (message: string) => log.push(message),
  };
  const process = testProcess(surroundings, options.flags);
  const source = { apiVersion: "source.toolkit.fluxcd.io/v1", resource: "gitrepositories" };
  await admin.create(
    { ...source, namespace },
    {
      ...{ apiVersion: source.apiVersion, kind: "GitRepository" },
      metadata: { name: "fleet" },
      spec: { url: "https://git/fleet", interval: "1m" },
    },
  );
  await startKustomizeController(process).cache.synced;
  const kustomizations = {
    ...{ apiVersion: "kustomize.toolkit.fluxcd.io/v1", resource: "kustomizations" },
    namespace,
  };
  const cluster: KustomizeCluster = {
    ...{ clock, admin, requests, log, artifacts },
    async publish(revision, files) {
      const body = JSON.stringify({ files });
      const url = `http://source-controller/${revision}.tar.gz`;
      bodies.set(url, body);
      const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
      const lastUpdateTime = new Date(clock.epochMs()).toISOString();
      const artifact = { url, digest, revision, path: url, lastUpdateTime };
      await admin.patch(
        { ...source, namespace, name: "fleet", subresource: "status" },
        { type: "merge", patch: { status: { artifact } } },
      );
    },
    async kustomize(spec = {}, name = "app") {
      await admin.create(kustomizations, {
        ...{ apiVersion: kustomizations.apiVersion, kind: "Kustomization", metadata: { name } },
        spec: {
          ...{ interval: "10m", prune: true, path: "./" },
          sourceRef: { kind: "GitRepository", name: "fleet" },
          ...spec,
        },
      });
    },
    read: (name = "app") => admin.get({ ...kustomizations, name }),
    async rest() {
      for (let step = 0; step < 40; step += 1) await clock.sleep(50);
    },
    until: (holds) =>
      pollUntil(clock, holds, async () => `now ${JSON.stringify(await cluster.read())}`),
    async ready(name = "app") {
      const { status } = await cluster.read(name);
      const { conditions = [] } = (status ?? {}) as {
        conditions?: { type: string; status: string; reason: string; message: string }[];
      };
      const ready = conditions.find(({ type }) => type === "Ready");
      return ready ? `${ready.status} ${ready.reason}: ${ready.message}` : "";
    },
    async events(name = "app") {
      await cluster.rest();
      return eventsOf(admin, name);
    },
  };
  return cluster;
}

/** A ConfigMap in the namespace of all tests. */
export function configMap(name: string, data: Record<string, string> = {}): string {
  return JSON.stringify({
    ...{ apiVersion: "v1", kind: "ConfigMap" },
    metadata: { name, namespace },
    data,
  });
}
