import { hash } from "node:crypto";
import { contentPath } from "./content.ts";

/** What a commit of the model holds. Never changed once made. */
export interface ModelTree {
  texts: ReadonlyMap<string, string>;
  /** Of long texts, by path: to make one again takes longer than all else. */
  longDigests: ReadonlyMap<string, Buffer>;
  generated: GeneratedFiles;
  /** Depends on the content alone, in hexadecimal digits. */
  digest: string;
}

/** Files that are numbers only. */
interface GeneratedFiles {
  files: number;
  fileBytes: number;
  /** What the files would hold: their generator's seed. */
  identity: string;
  /** Those that were deleted or given another text since, by index. */
  gone: ReadonlySet<number>;
}

export function generatedTree(files: number, fileBytes: number, identity: string): ModelTree {
  const generated = { files, fileBytes, identity, gone: new Set<number>() };
  const digest = files === 0 ? noDigest : sha1(`generated ${files} ${fileBytes} ${identity}`);
  return { texts: new Map(), longDigests: new Map(), generated, digest: digest.toString("hex") };
}

export function generatedLeft({ generated }: ModelTree): { files: number; bytes: number } {
  const files = generated.files - generated.gone.size;
  return { files, bytes: files * generated.fileBytes };
}

/** The tree with some files written and, where the text is null, others deleted, as git fast-import does. */
export function changeTree(tree: ModelTree, changes: Record<string, string | null>): ModelTree {
  const texts = new Map(tree.texts);
  const longDigests = new Map(tree.longDigests);
  const gone = new Set(tree.generated.gone);
  const digest = Buffer.from(tree.digest, "hex");
  const { files, identity } = tree.generated;

  const removeText = (path: string) => {
    const text = texts.get(path);
    if (text === undefined) return;
    texts.delete(path);
    fold(digest, longDigests.get(path) ?? textDigest(path, text));
    longDigests.delete(path);
  };
  const removeGenerated = (index: number) => {
    if (gone.has(index)) return;
    gone.add(index);
    fold(digest, sha1(`gone ${identity} ${index}`));
  };
  /** Looked through once a change; those that became empty do no harm. */
  let folders: Set<string> | undefined;
  /** A file, or a folder with all that is in it. */
  const remove = (path: string) => {
    removeText(path);
    folders ??= new Set([...texts.keys()].flatMap(foldersAbove));
    if (folders.has(path)) {
      const below = `${path}/`;
      for (const other of texts.keys()) if (other.startsWith(below)) removeText(other);
    }
    if (path !== "content" && !path.startsWith("content/")) return;
    for (const index of generatedBelow(path, files)) removeGenerated(index);
  };

  for (const [path, text] of Object.entries(changes)) {
    if (text !== null && texts.has(path)) removeText(path);
    else remove(path);
    if (text === null) continue;
    // A file in the way becomes a folder.
    for (const above of foldersAbove(path)) {
      folders?.add(above);
      removeText(above);
      const index = indexOf(above);
      if (index !== undefined && index < files) removeGenerated(index);
    }
    texts.set(path, text);
    const added = textDigest(path, text);
    if (text.length > longChars) longDigests.set(path, added);
    fold(digest, added);
  }
  const generated = { ...tree.generated, gone };
  return { texts, longDigests, generated, digest: digest.toString("hex") };
}

function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let at = path.indexOf("/"); at > 0; at = path.indexOf("/", at + 1)) {
    folders.push(path.slice(0, at));
  }
  return folders;
}

const longChars = 1024 ** 2;

const noDigest = Buffer.alloc(20);

function sha1(text: string): Buffer {
  return hash("sha1", text, "buffer");
}

const textDigest = (path: string, text: string) => sha1(`text ${path}\0${text}`);

/** Adds a part to a digest, or takes it out again: the order in which that happens doesn't show. */
function fold(digest: Buffer, part: Buffer) {
  for (let at = 0; at < digest.length; at += 1) digest[at] = (digest[at] ?? 0) ^ (part[at] ?? 0);
}

/** The generated file at a path. */
function indexOf(path: string): number | undefined {
  const found = /^content\/(\d+)\/(\d{3})\/(\d{3})\.txt$/.exec(path);
  if (!found) return undefined;
  const [high = 0, middle = 0, low = 0] = found.slice(1).map(Number);
  const index = (high * 500 + middle) * 500 + low;
  return contentPath(index) === path ? index : undefined;
}

/** The generated files at a path or below it. */
function* generatedBelow(path: string, files: number): Generator<number> {
  const single = indexOf(path);
  if (single !== undefined) {
    if (single < files) yield single;
    return;
  }
  for (let index = 0; index < files; index += 1) {
    if (contentPath(index).startsWith(`${path}/`)) yield index;
  }
}
