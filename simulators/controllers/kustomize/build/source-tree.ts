import { posix } from "node:path";

/** The files of an artifact, as if unpacked into a folder that only messages show. */
export interface SourceTree {
  /** `/tmp/kustomization-123456` */
  root: string;
  read(path: string): string | undefined;
  isDirectory(path: string): boolean;
  /** Files and folders right below a folder, by name. */
  entries(path: string): { name: string; path: string; isDirectory: boolean }[];
  /** As messages show it. */
  absolute(path: string): string;
}

export const kustomizationFiles = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** Paths are relative to the artifact's root, which is the empty path. */
export function sourceTree(files: ReadonlyMap<string, string>, root: string): SourceTree {
  const folders = new Map<string, Set<string>>([["", new Set()]]);
  for (const file of files.keys()) {
    for (let path = file; path !== ""; path = parentOf(path)) {
      const siblings = folders.get(parentOf(path)) ?? new Set();
      folders.set(parentOf(path), siblings.add(path));
    }
  }
  return {
    root,
    read: (path) => files.get(path),
    isDirectory: (path) => folders.has(path),
    entries: (path) =>
      [...(folders.get(path) ?? [])].sort().map((each) => ({
        name: posix.basename(each),
        path: each,
        isDirectory: folders.has(each),
      })),
    absolute: (path) => (path === "" ? root : `${root}/${path}`),
  };
}

/** A path inside the artifact: whatever it says, it doesn't leave it. */
export function pathWithin(base: string, path: string): string {
  return posix.normalize(posix.join("/", base, path)).replace(/^\/|\/$/g, "");
}

function parentOf(path: string): string {
  const parent = posix.dirname(path);
  return parent === "." ? "" : parent;
}
