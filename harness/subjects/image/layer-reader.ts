import { createReadStream } from "node:fs";
import { PassThrough, pipeline, type Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { type Extract, extract } from "tar-stream";
import { UsageError } from "../../core/failure.ts";
import type { KeptBlob } from "./blob-store.ts";

/** A layer on this machine, compressed as its media type says. */
export interface KeptLayer extends KeptBlob {
  mediaType: string;
}

export type Entry = Extract extends AsyncIterable<infer Each> ? Each : never;

/** The entries of a layer, each to be read or resumed before the next. */
export function readLayer(layer: KeptLayer): AsyncIterable<Entry> {
  const entries = extract();
  const bytes = createReadStream(layer.file);
  // An error of any of the three is thrown where the entries are read.
  pipeline(bytes, decompress(layer), entries, () => {});
  return entries;
}

function decompress({ mediaType }: KeptLayer): Readable & NodeJS.WritableStream {
  if (/\.tar[+.]gzip$/.test(mediaType)) return createGunzip();
  if (/\.tar[+.]zstd$/.test(mediaType)) return createZstdDecompress();
  if (/\.tar$/.test(mediaType)) return new PassThrough();
  throw new UsageError(
    `a layer of the image has the media type ${JSON.stringify(mediaType)}: expected a tar file, plain, gzip or zstd`,
  );
}

/** `usr/local/bin/x` of `./usr/local/bin/x`, `/usr/local/bin/x` and `usr/local/bin/x/`. */
export function plainPath(name: string): string {
  return name
    .split("/")
    .filter((each) => each !== "" && each !== ".")
    .join("/");
}
