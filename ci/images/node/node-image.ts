import { copyFile, cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { kindRecipe, kubernetesRecipe } from "../../../harness/subjects/recipe.ts";
import type { BuiltImage } from "../built-image.ts";
import {
  type KeptArchive,
  provideArchive,
  unpackArchive,
  type Workshop,
} from "../cached-archive.ts";
import { provideDebianBase } from "../debian-base.ts";
import { layOutImage } from "../image-archive.ts";
import { runInside } from "../inside.ts";
import { recipeKey } from "../recipe-key.ts";
import { copyReleaseFiles, releaseFolder } from "../release-files.ts";
import { checkNode } from "./check-node.ts";
import { makeControlPlaneImages } from "./control-plane.ts";
import { corednsRecipe } from "./coredns.ts";
import { crictlRecipe } from "./crictl.ts";
import { type NodeParts, provideNodeParts } from "./node-parts.ts";

/** A name that no registry has, so that nobody pulls something else by mistake. */
export const nodeImage = `fluxproof.local/node:v${kubernetesRecipe.version}`;

/** What kind's base image has, but for storage over a network; containerd and runc are Debian's own. */
const packages = [
  ["systemd", "dbus", "procps", "util-linux", "mount", "kmod", "e2fsprogs"],
  ["containerd", "runc", "containernetworking-plugins"],
  ["conntrack", "iptables", "nftables", "ebtables", "ethtool", "iproute2", "socat", "netbase"],
  ["ca-certificates", "curl", "jq", "openssl"],
].flat();

const files = join(import.meta.dirname, "files");
const setUp = join(import.meta.dirname, "set-up.sh");

/** A node of a kind cluster, with the images of a control plane in it. */
export async function nodeImageRecipe(): Promise<BuiltImage> {
  const key = await recipeKey({
    text: [
      nodeImage,
      kindRecipe.version,
      ...packages,
      JSON.stringify([corednsRecipe, crictlRecipe]),
    ],
    paths: [
      import.meta.dirname,
      join(import.meta.dirname, "../runtime"),
      join(import.meta.dirname, "../pause"),
    ],
  });
  return {
    name: "node",
    tag: nodeImage,
    key,
    build: (workshop) => build(key, workshop),
    check: () => checkNode(nodeImage, kubernetesRecipe.version),
  };
}

async function build(key: string, workshop: Workshop): Promise<KeptArchive> {
  return await provideArchive(
    {
      name: "node",
      key,
      async make(work, update) {
        const base = await provideDebianBase("node-base", packages, workshop);
        const parts = await provideNodeParts(workshop);
        const root = join(work, "root");
        update("unpacking Debian");
        await unpackArchive(base.file, root);
        await copyReleaseFiles({
          from: join(await releaseFolder(kindRecipe), "images/base/files"),
          to: root,
          executables: ["usr/local/bin", "kind/bin"],
        });
        await cp(files, root, { recursive: true });
        await copyPrograms(parts, root);
        update("making the images of the control plane");
        const images = join(root, "tmp/images");
        await makeControlPlaneImages({ parts, root, work: join(work, "images"), into: images });
        update("setting the node up");
        await copyFile(setUp, join(root, "tmp/set-up.sh"));
        await runInside(root, ["/bin/bash", "/tmp/set-up.sh"]);
        update("packing its files");
        const image = join(work, "image");
        await layOutImage({
          root,
          tags: [nodeImage],
          config: { ...config, Labels: { "fluxproof.recipe": key } },
          into: image,
        });
        return image;
      },
    },
    workshop,
  );
}

/** As kind's Dockerfile has it: systemd ends by this signal, and must know that it is in a container. */
const config = {
  Env: ["container=docker"],
  StopSignal: "SIGRTMIN+3",
  Entrypoint: ["/usr/local/bin/entrypoint", "/sbin/init"],
};

async function copyPrograms({ version, binaries }: NodeParts, root: string): Promise<void> {
  for (const name of ["kubelet", "kubeadm", "kubectl"]) {
    await copyFile(binaries[name] ?? "", join(root, "usr/bin", name));
  }
  for (const name of ["crictl", "runc-within-limits"]) {
    await copyFile(binaries[name] ?? "", join(root, "usr/local/bin", name));
  }
  await writeFile(join(root, "kind/version"), `v${version}`);
}
