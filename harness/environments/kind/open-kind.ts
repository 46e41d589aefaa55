import type { ProvisionContext } from "../../subjects/context.ts";
import { controllerImages } from "../../subjects/image/controller-images.ts";
import { provisionManifests } from "../../subjects/manifests.ts";
import type { Subject } from "../../subjects/subject.ts";
import type { Environment } from "../environment.ts";
import { startSimGitHost } from "../git-hosts/sim.ts";
import { LeftoversError } from "../in-cluster/leftovers.ts";
import { startInClusterSlot } from "../in-cluster/start-slot.ts";
import type { StartGitHost } from "../slot/start-slot.ts";
import { obtainBalancerImage } from "./balancer-image.ts";
import { openDocker } from "./docker.ts";
import { obtainGiteaImage } from "./gitea-image.ts";
import { KindCluster } from "./kind-cluster.ts";
import { kindEnvironment } from "./kind-environment.ts";
import { findKind } from "./kind-program.ts";
import { defaultNodeImage, obtainNodeImage } from "./node-image.ts";
import { lookAtMachine, requireMachine } from "./requirements.ts";
import { sweepKind } from "./sweep-kind.ts";

export interface OpenKindRequest {
  /** What runs in the clusters; its images are made from its binaries. */
  subject: Subject;
  context: ProvisionContext;
  /** `--node-image`, else the variable `FLUXPROOF_NODE_IMAGE`, else kind's default for its version. */
  nodeImage?: string | undefined;
  /** `--kind`, see `findKind`. */
  kind?: string | undefined;
  /** See `KindClusterOptions`, as the next. */
  controlPlanes?: number | undefined;
  workers?: number | undefined;
  /** What the Git host runs from, where it does. */
  giteaImage?: string | undefined;
  /** Default: the simulated one. */
  startGitHost?: StartGitHost | undefined;
}

/**
 * Environment `kind` for one subject, with all it needs but the clusters. What can be known to fail fails
 * here, before anything is made.
 *
 * @throws UsageError that names the cure: no Docker, too little memory, no kind, no image of nodes, Gitea or its
 *   load balancer.
 */
export async function openKindEnvironment(request: OpenKindRequest): Promise<Environment> {
  const { subject, context, giteaImage, startGitHost = startSimGitHost } = request;
  const { env, signal, cacheDir, clock } = context;
  const { controlPlanes = 1, workers = 0 } = request;
  const docker = await openDocker({ env, signal });
  requireMachine(docker, { ...(await lookAtMachine(docker)), nodes: controlPlanes + workers });
  const kind = await findKind(context, request.kind);
  const namedImage = request.nodeImage ?? (env.FLUXPROOF_NODE_IMAGE || undefined);
  const nodeImage = namedImage ?? defaultNodeImage(kind.version);
  if (nodeImage) await obtainNodeImage({ docker, image: nodeImage, signal });
  if (giteaImage) await obtainGiteaImage({ docker, image: giteaImage, signal });
  const balancer =
    controlPlanes > 1
      ? await obtainBalancerImage({ docker, kind, controlPlanes, signal })
      : undefined;
  const manifestFiles = await provisionManifests(subject.info.controllers, context);
  const controllers = await controllerImages(subject, context);
  const images = Object.fromEntries(
    controllers.map(({ controller, reference }) => [controller, reference]),
  );
  const archives = controllers.map(({ archiveFile }) => archiveFile);
  const nodes = { controlPlanes, workers, nodeImage };
  const cluster = new KindCluster({ docker, kind, cacheDir, ...nodes, images: archives });
  return kindEnvironment({
    parts: {
      kind: kind.version,
      docker: docker.daemon.ServerVersion,
      "node image": nodeImage ?? `default of kind ${kind.version}`,
      ...(balancer ? { "control planes": String(controlPlanes), "load balancer": balancer } : {}),
      ...(workers > 0 ? { workers: String(workers) } : {}),
    },
    sweep: () => sweepKind({ docker, kind, cacheDir, clock }),
    startCluster: (start) => cluster.start(start),
    prepare: ({ loadImages }) => loadImages(archives),
    startSlot: (slot, started) =>
      startInClusterSlot(slot, started, { manifestFiles, images, startGitHost }),
    isSpent: (error) => error instanceof LeftoversError,
  });
}
