import { pluralOf } from "../../../harness/environments/cluster-client.ts";
import { type KubeClient, kubeClient, type NewObject } from "../../kube/client/kube-client.ts";
import { startControllers } from "../../kube/controllers/start-controllers.ts";
import { createApiServer } from "../../kube/server/api-server.ts";
import { createNetwork, type Network } from "../../support/network.ts";
import { seededRandom } from "../../support/random.ts";
import { type VirtualClock, virtualClock } from "../../support/virtual-clock.ts";
import type { Defect } from "../defects.ts";
import type { ApiObject, Collection } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { eventsOf, installFluxCrds, namespace, pollUntil } from "./flux-api.ts";
import { testProcess } from "./test-process.ts";

export { namespace } from "./flux-api.ts";

/** An API server with Flux's kinds, and a network, on virtual time. */
export interface Cluster {
  clock: VirtualClock;
  admin: KubeClient;
  network: Network;
  /** What controllers logged. */
  log: string[];
  /** A controller's surroundings. */
  process(name: string): ControllerProcess;
  /** Requests so far of a controller: `patch kustomizations/status`. */
  requests(name: string): string[];
  /** Creates an object in the namespace of the test. */
  create(object: object): Promise<ApiObject>;
  read(of: Collection, name: string): Promise<ApiObject>;
  /** Polls until it holds; fails after ten virtual minutes. */
  until(holds: () => Promise<boolean | undefined> | boolean): Promise<void>;
  /** `Normal Progressing: ConfigMap/default/a created` of the objects of this name, in order. */
  events(name: string): Promise<string[]>;
}

export async function onCluster(
  main: (cluster: Cluster) => Promise<void>,
  options: { defects?: readonly Defect[] } = {},
): Promise<void> {
  const clock = virtualClock();
  await clock.run(async () => {
    await using stack = new AsyncDisposableStack();
    await main(await start(clock, stack, options.defects ?? []));
  });
}

async function start(
  clock: VirtualClock,
  stack: AsyncDisposableStack,
  defects: readonly Defect[],
): Promise<Cluster> {
  const random = seededRandom(1);
  const log: string[] = [];
  const requests = new Map<string, string[]>();
  const names = [
    ...["admin", "source-controller", "helm-controller", "notification-controller"],
    ...["image-reflector-controller", "image-automation-controller", "kustomize-controller"],
  ];
  const tokens = new Map(names.map((name) => [name, { name, groups: ["system:masters"] }]));
  const network = createNetwork({ clock, latencyMs: () => 1 });
  const server = stack.use(
    createApiServer({
      ...{ clock, random, authorization: "AlwaysAllow", tokens },
      report({ attributes }) {
        if (attributes.kind === "path") return;
        const { verb, resource, subresource, user } = attributes;
        requests
          .get(user.name ?? "")
          ?.push(`${verb} ${resource}${subresource ? `/${subresource}` : ""}`);
      },
    }),
  );
  stack.use(network.listen("https://api", server.handle));
  const client = (token: string) =>
    kubeClient({
      ...{ clock, token, baseUrl: "https://api" },
      fetch: (request) => network.fetch(request),
    });
  const admin = client("admin");
  await installFluxCrds(admin);
  stack.use(startControllers({ client: admin, clock }));
  const ending = new AbortController();
  const { signal } = ending;
  stack.defer(() => ending.abort(new Error("the test is over")));
  const cluster: Cluster = {
    ...{ clock, admin, network, log },
    process(name) {
      requests.set(name, []);
      return testProcess(
        {
          ...{ name, clock, random: random.fork(name), signal, api: client(name) },
          fetch: (request) => network.fetch(request),
          has: (defect) => defects.includes(defect),
          log: (message) => void log.push(message),
        },
        { jitterPercent: 0, storageAddress: "http://storage" },
      );
    },
    requests: (name) => requests.get(name) ?? [],
    async create(object) {
      const { apiVersion, kind } = object as ApiObject;
      const collection = { apiVersion, resource: pluralOf(kind), namespace };
      return admin.create(collection, object as NewObject);
    },
    read: (of, name) => admin.get({ ...of, namespace, name }),
    until: (holds) => pollUntil(clock, holds, () => `log: ${log.slice(-20).join("\n")}`),
    async events(name) {
      await clock.sleep(100);
      return eventsOf(admin, name);
    },
  };
  return cluster;
}
