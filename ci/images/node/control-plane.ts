import { spawn } from "node:child_process";
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HarnessError } from "../../../harness/core/failure.ts";
import { type ImageConfig, layOutImage } from "../image-archive.ts";
import { ended, runProgram } from "../run-program.ts";
import type { NodeParts } from "./node-parts.ts";

interface Component {
  /** Without the version: the last part of the image's name. */
  name: string;
  binary: string;
  /** Where the binary lies in the image; kubeadm's manifests name it or rely on the PATH. */
  at: string;
  config: ImageConfig;
}

/** The images that kubeadm names, each of one static binary, as archives in a folder. */
export async function makeControlPlaneImages(request: {
  parts: NodeParts;
  /** Root folder of the node: kube-proxy takes iptables from it. */
  root: string;
  /** An empty folder. */
  work: string;
  /** Archives go here. */
  into: string;
}): Promise<void> {
  const { parts, root, work, into } = request;
  await mkdir(into, { recursive: true });
  const wanted = await wantedImages(parts);
  for (const component of components(parts)) {
    const own = join(work, component.name);
    const file = join(own, "root", component.at);
    await mkdir(dirname(file), { recursive: true });
    await mkdir(join(own, "root/tmp"), { mode: 0o1777 });
    await copyFile(component.binary, file);
    if (component.name === "kube-proxy") await copyNetfilterTools(root, join(own, "root"));
    await layOutImage({
      root: join(own, "root"),
      tags: wanted.filter((image) => image.split(":")[0]?.endsWith(`/${component.name}`)),
      config: component.config,
      into: join(own, "image"),
    });
    const archive = join(into, `${component.name}.tar`);
    await runProgram({ program: "tar", args: ["-cf", archive, "-C", join(own, "image"), "."] });
  }
}

function components(parts: NodeParts): Component[] {
  const kubernetes = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy"];
  return [
    ...[...kubernetes, "etcd"].map((name) => ({
      name,
      binary: parts.binaries[name] ?? "",
      at: `usr/local/bin/${name}`,
      config: { Entrypoint: [`/usr/local/bin/${name}`] },
    })),
    ...["coredns", "pause"].map((name) => ({
      name,
      binary: parts.binaries[name] ?? "",
      at: name,
      config: { Entrypoint: [`/${name}`] },
    })),
  ];
}

/** kubeadm's own list, and the pause that kind's configuration of containerd names. */
async function wantedImages({ binaries, version }: NodeParts): Promise<string[]> {
  const args = ["config", "images", "list", "--kubernetes-version", `v${version}`];
  const text = await runProgram({ program: binaries.kubeadm ?? "", args });
  return [...text.trim().split("\n"), "registry.k8s.io/pause:3.10"];
}

/** Every extension of iptables counts: without one of them, kube-proxy's rules are refused as a whole. */
const netfilterTools = `
  set -e
  tools=$(ls /usr/sbin/{ip,ip6}tables{,-save,-restore} /usr/sbin/{nft,conntrack} /sbin/modprobe /bin/sh)
  extensions=$(ls /usr/lib/*/xtables/*.so)
  libraries=$(ldd $tools $extensions | grep -oE '/[^ ]+\\.so[^ :]*' | sort -u)
  tar --create --dereference $tools $extensions $libraries /etc/protocols /etc/services`;

async function copyNetfilterTools(from: string, to: string): Promise<void> {
  const reading = spawn("chroot", [from, "bash", "-c", netfilterTools], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  reading.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const writing = spawn("tar", ["--extract", "--directory", to], {
    stdio: ["pipe", "inherit", "inherit"],
  });
  reading.stdout.pipe(writing.stdin);
  const codes = await Promise.all([ended(reading, "chroot"), ended(writing, "tar")]);
  if (codes.some((code) => code !== 0)) {
    throw new HarnessError(`copying iptables and its extensions ended with ${codes}: ${said}`);
  }
}
