import { posix } from "node:path";
import { type KeptLayer, plainPath, readLayer } from "./layer-reader.ts";

/** A file of an image and the layer that has it. */
export interface LocatedFile {
  layer: KeptLayer;
  /** Inside the layer, as `plainPath` writes it. */
  path: string;
}

type Node =
  | { type: "file"; layer: KeptLayer }
  | { type: "folder" }
  /** `hardlink` to another path of the layer, which counts from the root. */
  | { type: "symlink" | "hardlink"; target: string; layer: KeptLayer };

/** What the layers of an image make together, by path without a leading slash. */
export type ImageFiles = ReadonlyMap<string, Node>;

const whiteout = ".wh.";
const opaque = ".wh..wh..opq";
/** As the kernel: more are taken for a circle. */
const linksMax = 40;

/** Lays an image's layers on each other, from the first: whiteouts take away what lay below. */
export async function listImageFiles(layers: readonly KeptLayer[]): Promise<ImageFiles> {
  const files = new Map<string, Node>();
  for (const layer of layers) {
    const added: [string, Node][] = [];
    for await (const entry of readLayer(layer)) {
      const { name, type, linkname } = entry.header;
      entry.resume();
      const path = plainPath(name);
      const base = posix.basename(path);
      const folder = posix.dirname(path);
      // Whiteouts speak of the layers below only, wherever in the layer they stand.
      if (base === opaque) {
        removeBelow(files, folder);
      } else if (base.startsWith(whiteout)) {
        const gone = posix.join(folder, base.slice(whiteout.length));
        files.delete(gone);
        removeBelow(files, gone);
      } else {
        added.push([path, nodeOf(type, linkname, layer)]);
      }
    }
    for (const [path, node] of added) {
      if (node.type !== "folder" && files.get(path)?.type === "folder") removeBelow(files, path);
      files.set(path, node);
      addFolders(files, posix.dirname(path));
    }
  }
  return files;
}

/** Layers need not name the folders that their files are in. */
function addFolders(files: Map<string, Node>, folder: string): void {
  for (let at = folder; at !== "." && !files.has(at); at = posix.dirname(at)) {
    files.set(at, { type: "folder" });
  }
}

/** Where the file of a path lies, links followed; undefined where there is none. */
export function locateFile(files: ImageFiles, path: string): LocatedFile | undefined {
  let rest = plainPath(path).split("/");
  let at = "";
  for (let links = 0; rest.length > 0; ) {
    const [next = "", ...others] = rest;
    const here = posix.join(at, next);
    const node = here.startsWith("..") ? undefined : files.get(here);
    if (node?.type === "symlink" || node?.type === "hardlink") {
      links += 1;
      if (links > linksMax) return undefined;
      const fromRoot = node.type === "hardlink" || node.target.startsWith("/");
      const target = posix.join("/", fromRoot ? "" : at, node.target);
      rest = [...plainPath(target).split("/"), ...others];
      at = "";
    } else if (others.length === 0) {
      return node?.type === "file" ? { layer: node.layer, path: here } : undefined;
    } else {
      at = here;
      rest = others;
    }
  }
  return undefined;
}

function nodeOf(
  type: string | null | undefined,
  linkname: string | null | undefined,
  layer: KeptLayer,
): Node {
  if (type === "symlink") return { type, target: linkname ?? "", layer };
  if (type === "link") return { type: "hardlink", target: linkname ?? "", layer };
  return type === "file" || type === "contiguous-file"
    ? { type: "file", layer }
    : { type: "folder" };
}

function removeBelow(files: Map<string, Node>, folder: string): void {
  const start = folder === "." ? "" : `${folder}/`;
  for (const path of files.keys()) {
    if (path.startsWith(start)) files.delete(path);
  }
}
