import { HarnessError } from "../../core/failure.ts";
import type { NodeAccess } from "../in-cluster/hosted-cluster.ts";
import type { Docker } from "./docker.ts";
import type { Kind } from "./kind-program.ts";
import { runKind } from "./run-kind.ts";
import { runProgram } from "./run-program.ts";

/** Archives are sent so many at a time; each goes to all of its nodes side by side. */
const atOnce = 3;

/** One image of an archive in the form of `docker save`. */
interface ArchivedImage {
  tags: string[];
  /** The name that a node's containerd gives it beside its tags: `sha256:` and the digest of its config. */
  id: string;
}

/** Puts image archives on all nodes that haven't got their images. */
export async function loadImages(request: {
  docker: Docker;
  kind: Kind;
  cluster: string;
  nodes: NodeAccess;
  archives: readonly string[];
  signal?: AbortSignal;
}): Promise<void> {
  const { docker, kind, cluster, nodes, archives, signal } = request;
  if (archives.length === 0) return;
  const there = await Promise.all(
    nodes.names.map(async (node) => ({ node, images: await listImages(nodes, node) })),
  );
  const waiting = [...new Set(archives)];
  const work = async () => {
    for (let archive = waiting.shift(); archive !== undefined; archive = waiting.shift()) {
      const wanted = await readArchive(archive, docker.env);
      const lacking = there.filter(({ images }) => !hasAll(images, wanted));
      if (lacking.length === 0) continue;
      await runKind({
        ...{ kind, docker, doing: `loading ${archive} into ${cluster}` },
        args: [
          ...["load", "image-archive", archive, "--name", cluster],
          ...["--nodes", lacking.map(({ node }) => node).join(",")],
        ],
        ...(signal ? { signal } : {}),
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** Digest by name, of all images of a node. */
async function listImages(nodes: NodeAccess, node: string): Promise<Map<string, string>> {
  return parseImageList(await nodes.run(node, ["ctr", "--namespace=k8s.io", "images", "ls"]));
}

/** Lines of `REF TYPE DIGEST …` below a heading. */
export function parseImageList(text: string): Map<string, string> {
  const fields = text.split("\n").map((line) => line.trim().split(/\s+/));
  return new Map(fields.slice(1).map(([name = "", , digest = ""]) => [name, digest]));
}

/** An image is there when its tags and its id name the same thing. */
export function hasAll(there: ReadonlyMap<string, string>, wanted: ArchivedImage[]): boolean {
  return wanted.every(({ id, tags }) => {
    const digest = there.get(id);
    return digest !== undefined && tags.every((tag) => there.get(fullName(tag)) === digest);
  });
}

/** `gitea/gitea:1` → `docker.io/gitea/gitea:1`: Docker's short names, as containerd has them. */
function fullName(tag: string): string {
  const [first = "", ...rest] = tag.split("/");
  if (rest.length === 0) return `docker.io/library/${tag}`;
  return /[.:]|^localhost$/.test(first) ? tag : `docker.io/${tag}`;
}

async function readArchive(archive: string, env: NodeJS.ProcessEnv): Promise<ArchivedImage[]> {
  const args = ["-c", 'tar -xOf "$1" manifest.json', "sh", archive];
  const { code, stdout, stderr } = await runProgram({ program: "/bin/sh", args, env });
  if (code !== 0) {
    throw new HarnessError(
      `${archive}: expected an image archive as "docker save" writes it: ${stderr}`,
    );
  }
  return parseManifest(stdout);
}

/** Configs are named by their digest: `HEX.json`, or `blobs/sha256/HEX` since Docker 25. */
export function parseManifest(text: string): ArchivedImage[] {
  const images = JSON.parse(text) as { Config: string; RepoTags: string[] | null }[];
  return images.map(({ Config, RepoTags }) => {
    const hex = /[0-9a-f]{64}/.exec(Config)?.[0] ?? "";
    return { id: `sha256:${hex}`, tags: RepoTags ?? [] };
  });
}
