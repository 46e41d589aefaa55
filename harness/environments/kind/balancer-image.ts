import { UsageError } from "../../core/failure.ts";
import type { Docker } from "./docker.ts";
import { recogniseTrouble } from "./docker-failure.ts";
import type { Kind } from "./kind-program.ts";
import { obtainImage } from "./obtain-image.ts";

/** By kind's version, what it puts before several control planes; its `pkg/cluster/internal/loadbalancer`. */
const balancerImages: Readonly<Record<string, string>> = {
  "0.33.0": "envoyproxy/envoy:v1.36.2",
};

/** The label of an image that has another's name and does part of its work; its value says which. */
export const standInLabel = "fluxproof.stand-in";

/** A template of Docker's that shows it, empty where an image is what its name says. */
export const standInFormat = `{{index .Config.Labels "${standInLabel}"}}`;

/** Undefined for versions of kind that aren't known here: those name theirs when they want it. */
export function balancerImageOf(kindVersion: string): string | undefined {
  return balancerImages[kindVersion];
}

/**
 * Sees that the image of the load balancer is in Docker, or pulls it; kind would try for a while, and say less.
 * Resolves to what it is, in words for a report.
 *
 * @throws UsageError with the cure where it can't be had.
 */
export async function obtainBalancerImage(request: {
  docker: Docker;
  kind: Kind;
  controlPlanes: number;
  signal: AbortSignal;
}): Promise<string> {
  const { docker, kind, controlPlanes, signal } = request;
  const image = balancerImageOf(kind.version);
  if (!image) return `default of kind ${kind.version}`;
  const standIn = await obtainImage({
    ...{ docker, image, signal, what: "the load balancer's image" },
    format: standInFormat,
    explain: (error) =>
      recogniseTrouble(error.message) === "no-image"
        ? lackOfBalancer({ kind, balancer: image, controlPlanes, error })
        : error,
  });
  return standIn ? `${image}: ${standIn}` : image;
}

/** The image that couldn't be had, where it is not that of nodes: kind names no others than these two. */
export function balancerIn(message: string, nodeImage: string | undefined): string | undefined {
  const [, image] = /failed to pull image "([^"]+)"/.exec(message) ?? [];
  return image === nodeImage || image?.startsWith("kindest/node") ? undefined : image;
}

export function lackOfBalancer(request: {
  kind: Kind;
  balancer: string;
  controlPlanes: number;
  error: Error;
}): Error {
  const { kind, balancer, controlPlanes, error } = request;
  const builds = balancerImageOf(kind.version)
    ? ', have a checkout of fluxproof build a stand-in under its name ("npm run images -- balancer")'
    : "";
  return new UsageError(
    `kind ${kind.version} puts a load balancer before ${controlPlanes} control planes, and its image ${balancer} is not in Docker and can't be pulled. ` +
      `Load it ("docker load --input FILE", from a machine that can pull it)${builds}, or leave it at one: --control-planes 1.\n${error.message}`,
  );
}
