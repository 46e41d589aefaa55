import { balancerImageOf, standInFormat } from "../environments/kind/balancer-image.ts";
import type { Docker } from "../environments/kind/docker.ts";
import { defaultNodeImage, listNodeImages } from "../environments/kind/node-image.ts";
import { findImage, type ImageRequest, listImages } from "../environments/kind/obtain-image.ts";
import type { Examination } from "../environments/local/doctor.ts";
import { usualGiteaImage } from "./obtain-git-host.ts";

interface ImagesRequest {
  docker: Docker;
  /** Of the kind that makes the clusters; undefined where there is none. */
  kindVersion: string | undefined;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

const needless = "nothing to do where it can be pulled";
const build = 'in a checkout of fluxproof, "npm run images" builds it where nothing can be pulled';

/** Whether the images of nodes, of Gitea and of the load balancer are in Docker. */
export async function examineImages(request: ImagesRequest): Promise<Examination[]> {
  const { docker, kindVersion = "", signal } = request;
  const usualNode = defaultNodeImage(kindVersion);
  const [node, gitea, balancer] = await Promise.all([
    examineNamed(request, {
      ...{ what: "node image", variable: "FLUXPROOF_NODE_IMAGE", usual: usualNode },
      others: () => listNodeImages(docker, signal),
    }),
    examineNamed(request, {
      ...{ what: "Gitea image", variable: "FLUXPROOF_GITEA_IMAGE", usual: usualGiteaImage },
      others: () => listImages({ docker, repository: "fluxproof.local/gitea", signal }),
    }),
    examineBalancer(request),
  ]);
  return [node, gitea, ...balancer];
}

/** An image that is pulled when it is first needed, or built where nothing can be pulled. */
async function examineNamed(
  request: ImagesRequest,
  image: {
    what: string;
    /** Names another one than usual. */
    variable: string;
    /** Undefined where only the program that wants it knows. */
    usual: string | undefined;
    /** Those there are that would do, if they were named. */
    others(): Promise<string[]>;
  },
): Promise<Examination> {
  const { what, variable, usual } = image;
  const named = request.env[variable] || undefined;
  const wanted = named ?? usual;
  if (wanted !== undefined && (await find({ ...request, image: wanted, what })) !== undefined) {
    return { what, ok: true, detail: wanted };
  }
  const source = named ? ` (${variable})` : "";
  const detail = `${wanted ?? "kind's default for its version"}${source} is not in Docker`;
  const [other] = named ? [] : await image.others().catch(() => []);
  const mend = other
    ? `to use ${other}, which is: export ${variable}=${other}`
    : `${needless}; ${build}`;
  return { what, ok: false, detail, mend };
}

/** What kind puts before several control planes. */
async function examineBalancer(request: ImagesRequest): Promise<Examination[]> {
  const image = balancerImageOf(request.kindVersion ?? "");
  if (!image) return [];
  const what = "load balancer image";
  const standIn = await find({ ...request, image, what, format: standInFormat });
  if (standIn !== undefined) {
    return [{ what, ok: true, detail: standIn ? `${image} ${standIn}` : image }];
  }
  const mend = `only --control-planes above 1 wants it: ${needless}; in a checkout of fluxproof, "npm run images -- balancer" builds a stand-in where nothing can be pulled`;
  return [{ what, ok: false, detail: `${image} is not in Docker`, mend }];
}

/** A Docker that doesn't say has none. */
function find(request: ImageRequest): Promise<string | undefined> {
  return findImage(request).catch(() => undefined);
}
