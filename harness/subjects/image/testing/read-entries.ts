import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { extract, type Header } from "tar-stream";

/** All of a small tar file, by path. */
export async function readEntries(
  tar: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<Map<string, { header: Header; content: Buffer }>> {
  const entries = new Map<string, { header: Header; content: Buffer }>();
  for await (const entry of Readable.from(tar).pipe(extract())) {
    entries.set(entry.header.name, { header: entry.header, content: await buffer(entry) });
  }
  return entries;
}
