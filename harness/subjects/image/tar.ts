import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pack } from "tar-stream";

/** One entry of a tar file, owned by root. */
export type TarEntry =
  | { type: "directory"; path: string; mode: number }
  | { type: "file"; path: string; mode: number; content: FileContent };

export type FileContent =
  | { text: string }
  /** A file of this machine; it must keep its size while it is read. */
  | { file: string; sizeBytes: number }
  | { stream: () => Readable; sizeBytes: number };

/**
 * The entries as a tar file, streamed. The same entries give the same bytes: times are those of 1970,
 * owners root.
 */
export function tarOf(entries: readonly TarEntry[]): Readable {
  const tar = pack();
  addAll(entries, tar).then(
    () => tar.finalize(),
    (error: Error) => tar.destroy(error),
  );
  return Readable.from(tar);
}

async function addAll(entries: readonly TarEntry[], tar: ReturnType<typeof pack>): Promise<void> {
  for (const entry of entries) {
    const { type, path: name, mode } = entry;
    const header = { name, type, mode, mtime: new Date(0) };
    if (entry.type === "directory") {
      tar.entry(header);
    } else {
      const sink = tar.entry({ ...header, size: contentBytes(entry.content) });
      await pipeline(openContent(entry.content), sink);
    }
  }
}

export function contentBytes(content: FileContent): number {
  return "text" in content ? Buffer.byteLength(content.text) : content.sizeBytes;
}

function openContent(content: FileContent): Readable {
  if ("text" in content) return Readable.from([Buffer.from(content.text)]);
  return "file" in content ? createReadStream(content.file) : content.stream();
}
