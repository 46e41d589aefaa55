import { buffer } from "node:stream/consumers";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { type Header, pack } from "tar-stream";
import { platform } from "../../recipe.ts";
import type { FakeRegistry } from "./fake-registry.ts";

/** A file with its content, or an entry as tar has it. */
export type LayerEntry =
  | { path: string; text: string | Buffer }
  | { path: string; type: Header["type"]; linkname?: string };

export async function tarWith(entries: readonly LayerEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const entry of entries) {
    if ("text" in entry) tar.entry({ name: entry.path, mode: 0o755 }, entry.text);
    else tar.entry({ name: entry.path, type: entry.type, linkname: entry.linkname ?? "" });
  }
  tar.finalize();
  return buffer(tar as unknown as AsyncIterable<Buffer> & NodeJS.ReadableStream);
}

const compressions = {
  "application/vnd.oci.image.layer.v1.tar": (tar: Buffer) => tar,
  "application/vnd.oci.image.layer.v1.tar+gzip": gzipSync,
  "application/vnd.docker.image.rootfs.diff.tar.gzip": gzipSync,
  "application/vnd.oci.image.layer.v1.tar+zstd": zstdCompressSync,
};
export type LayerType = keyof typeof compressions;
export const layerTypes = Object.keys(compressions) as LayerType[];

/** Puts an image into a registry; resolves to its digest. */
export async function putImage(
  registry: FakeRegistry,
  image: {
    tags: string[];
    layers: LayerEntry[][];
    layerType?: LayerType;
    architecture?: string;
    entrypoint?: string[];
    env?: string[];
  },
): Promise<{ digest: string; size: number }> {
  const { tags, layers, layerType = "application/vnd.oci.image.layer.v1.tar+gzip" } = image;
  const put = [];
  for (const entries of layers) {
    const bytes = compressions[layerType](await tarWith(entries));
    put.push({ mediaType: layerType, ...registry.putBlob(bytes) });
  }
  const config = {
    ...{ os: platform().os, architecture: image.architecture ?? platform().arch },
    config: {
      Entrypoint: image.entrypoint ?? ["/usr/local/bin/source-controller"],
      Env: image.env,
    },
  };
  return registry.putManifest(
    {
      ...{ schemaVersion: 2, mediaType: manifestType },
      config: {
        mediaType: "application/vnd.oci.image.config.v1+json",
        ...registry.putBlob(JSON.stringify(config)),
      },
      layers: put,
    },
    manifestType,
    ...tags,
  );
}

const manifestType = "application/vnd.oci.image.manifest.v1+json";

/** What a static binary for this machine begins with, and some text of its own. */
export function elf(
  text: string,
  { machine, interpreter = false } = { machine: ownMachine() },
): Buffer {
  const header = Buffer.alloc(64 + 56);
  header.writeUInt32BE(0x7f454c46, 0);
  header[4] = 2;
  header[5] = 1;
  header.writeUInt16LE(machine, 18);
  header.writeBigUInt64LE(64n, 32);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(1, 56);
  header.writeUInt32LE(interpreter ? 3 : 1, 64);
  return Buffer.concat([header, Buffer.from(text)]);
}

export function ownMachine(): number {
  return platform().arch === "arm64" ? 183 : 62;
}
