import { kubeClient } from "../../../simulators/kube/client/kube-client.ts";
import { startControllers } from "../../../simulators/kube/controllers/start-controllers.ts";
import type { KubeServerState } from "../../../simulators/kube/http/kube-server.ts";
import { createCache } from "../../../simulators/kube/model/cache.ts";
import { createApiServer } from "../../../simulators/kube/server/api-server.ts";
import { seededRandom } from "../../../simulators/support/random.ts";
import { virtualClock } from "../../../simulators/support/virtual-clock.ts";
import type { KubeObject } from "../../core/json.ts";
import type { ControllerInstance } from "../../scenario/instances.ts";
import { pluralOf } from "../cluster-client.ts";
import { accessObjects, namespaceObject } from "../slot/rbac.ts";
import fluxCrds from "./data/flux-crds.json" with { type: "json" };

/** Long after the last thing that the control plane's controllers do for a new cluster. */
const settledMs = 10_000;
const token = "installer";
const tokens = new Map([
  [token, { name: "fluxproof", groups: ["system:masters", "system:authenticated"] }],
]);

let made: Promise<KubeServerState> | undefined;
const withAccounts = createCache<Promise<KubeServerState>>(20);

/**
 * A cluster with Flux's CRDs and namespace, for every run of this process to go on from: its times and identities
 * are the same whatever the seed. Made the first time, in a virtual time of its own; so no other may run meanwhile.
 */
export function installedCluster(): Promise<KubeServerState> {
  made ??= installCluster();
  return made;
}

/** The same with roles and accounts for these instances. Waits for promises alone once `installedCluster` is there. */
export function installedFlux(instances: readonly ControllerInstance[]): Promise<KubeServerState> {
  const key = JSON.stringify(instances.map(({ name, controller }) => [name, controller]));
  const known = withAccounts.get(key);
  if (known) return known;
  const installing = installAccounts(instances);
  withAccounts.set(key, installing);
  return installing;
}

function installCluster(): Promise<KubeServerState> {
  const clock = virtualClock();
  return clock.run(async () => {
    const random = seededRandom("installed cluster");
    using server = createApiServer({ clock, random, tokens });
    const client = kubeClient({ handle: server.handle, token, clock, userAgent });
    for (const object of [...fluxCrds, namespaceObject] as KubeObject[]) {
      await client.create(collectionOf(object), object);
    }
    await using _ = startControllers({ client, clock });
    await clock.sleep(settledMs);
    return server.state();
  });
}

async function installAccounts(instances: readonly ControllerInstance[]): Promise<KubeServerState> {
  const clock = virtualClock();
  const random = seededRandom("installed accounts");
  const from = await installedCluster();
  using server = createApiServer({ clock, random, tokens, from });
  const client = kubeClient({ handle: server.handle, token, clock, userAgent });
  for (const object of accessObjects(instances)) await client.create(collectionOf(object), object);
  return server.state();
}

const userAgent = "kube-controller-manager";

function collectionOf({ apiVersion, kind, metadata: { namespace } }: KubeObject) {
  const collection = { apiVersion, resource: pluralOf(kind) };
  return namespace === undefined ? collection : { ...collection, namespace };
}
