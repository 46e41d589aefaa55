import { deflateSync } from "node:zlib";
import type { ModelSnapshot } from "../support/git-wire.ts";
import { generatedLeft, type ModelTree } from "./model-tree.ts";

/** No manifest is larger: what is goes over the wire as numbers. */
const readBytesMax = 1024 ** 2;
const sampleBytes = 64 * 1024;
/** What random text of 64 letters keeps of its size in a pack. */
const generatedRatio = 0.76;

/** What a tree holds, as far as anybody reads it. */
export function contentOf(tree: ModelTree): Pick<ModelSnapshot, "files" | "unread"> {
  const { files, bytes } = generatedLeft(tree);
  const unread = {
    ...{ files, bytes },
    largestBytes: files === 0 ? 0 : bytes / files,
    packedBytes: generatedRatio * bytes,
  };
  const texts = [...tree.texts].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [, text] of texts.filter(([, { length }]) => length > readBytesMax)) {
    unread.files += 1;
    unread.bytes += text.length;
    unread.largestBytes = Math.max(unread.largestBytes, text.length);
    unread.packedBytes += text.length * packedShare(text);
  }
  const read = texts.filter(([, { length }]) => length <= readBytesMax);
  return { files: Object.fromEntries(read), unread };
}

/** As its beginning compresses, so does the rest. */
function packedShare(text: string): number {
  const sample = Buffer.from(text.slice(0, sampleBytes));
  return deflateSync(sample).length / sample.length;
}
