import { AppsV1Api, CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { defaultCacheDir } from "../../../subjects/cache-dir.ts";
import { controllerImages } from "../../../subjects/image/controller-images.ts";
import { provisionManifests } from "../../../subjects/manifests.ts";
import { fillIn, provisionSubject } from "../../../subjects/provision.ts";
import { parseSubject } from "../../../subjects/request.ts";
import { noProgress } from "../../../subjects/testing/no-progress.ts";
import { connectCluster } from "../../in-cluster/cluster-connection.ts";
import { installFlux } from "../../in-cluster/install-flux.ts";
import { planFlux } from "../../in-cluster/plan-flux.ts";
import { openDocker } from "../../kind/docker.ts";
import { KindCluster } from "../../kind/kind-cluster.ts";
import { findKind } from "../../kind/kind-program.ts";
import { fluxNamespace } from "../../slot/rbac.ts";
import { runLabel } from "../run-mark.ts";

/** A cluster that others made, with the Flux that they installed, and a kubeconfig with a context for it. */
export interface UserCluster extends AsyncDisposable {
  kubeconfig: string;
  context: string;
  /** Of runs of fluxproof, by their names. */
  namespaces(): Promise<string[]>;
  /** Names of the Pods in a namespace; empty where there is no such namespace. */
  pods(namespace: string): Promise<string[]>;
  /** One line for each Pod of Flux: which one it is and how often its containers began anew. */
  fluxPods(): Promise<string[]>;
}

const pollMs = 500;

/**
 * By kind, with Flux 2.7 by its release's own manifests. Needs Docker, and a node image: kind's default, or that
 * of FLUXPROOF_NODE_IMAGE.
 *
 * @param request.dir what it keeps on this machine
 * @param request.image of this Docker, which its nodes get as well
 */
export async function startUserCluster(request: {
  dir: string;
  image: string;
}): Promise<UserCluster> {
  const { dir, image } = request;
  const { signal } = new AbortController();
  const context = fillIn({ cacheDir: defaultCacheDir(), progress: noProgress, signal });
  const subject = await provisionSubject(parseSubject("flux@2.7"), context);
  const controllers = await controllerImages(subject, context);
  const manifestFiles = await provisionManifests(subject.info.controllers, context);
  const docker = await openDocker({});
  const kind = await findKind(context);
  const nodeImage = process.env.FLUXPROOF_NODE_IMAGE || undefined;
  const images = controllers.map(({ archiveFile }) => archiveFile);
  const wanted = new KindCluster({ docker, kind, cacheDir: dir, nodeImage, images });
  await using stack = new AsyncDisposableStack();
  const cluster = stack.use(await wanted.start({ signal, logs: dir }));
  await cluster.bringImage?.(image);
  const config = new KubeConfig();
  config.loadFromFile(cluster.kubeconfigFile);
  const plan = await planFlux({
    ...{ subject, controllers: {}, manifestFiles, front: undefined, receiverOutside: false },
    images: Object.fromEntries(controllers.map((each) => [each.controller, each.reference])),
  });
  const connection = connectCluster(config, signal);
  const { clock } = context;
  await installFlux({ ...plan, connection, crdFiles: subject.crdFiles, clock, signal });
  const [apps, core] = [config.makeApiClient(AppsV1Api), config.makeApiClient(CoreV1Api)];
  const isReady = async () => {
    const { items } = await apps.listNamespacedDeployment({ namespace: fluxNamespace });
    return items.every(({ status }) => status?.readyReplicas === 1);
  };
  while (!(await isReady())) await clock.sleep(pollMs);
  const podsOf = async (namespace: string) => (await core.listNamespacedPod({ namespace })).items;
  const whole = stack.move();
  return {
    ...{ kubeconfig: cluster.kubeconfigFile, context: config.getCurrentContext() },
    async namespaces() {
      const { items } = await core.listNamespace({ labelSelector: runLabel });
      return items.map(({ metadata }) => metadata?.name ?? "");
    },
    pods: async (namespace) => (await podsOf(namespace)).map((pod) => pod.metadata?.name ?? ""),
    fluxPods: async () =>
      (await podsOf(fluxNamespace)).map(
        ({ metadata, status }) =>
          `${metadata?.name} ${metadata?.uid} ${status?.containerStatuses?.map((each) => each.restartCount)}`,
      ),
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}
