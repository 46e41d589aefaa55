import { createReadStream } from "node:fs";
import { sha256 } from "./fake-registry.ts";
import { readEntries } from "./read-entries.ts";

export interface PushTarget {
  /** `http://127.0.0.1:5000` */
  origin: string;
  repository: string;
  tag: string;
  authorization?: string;
}

/** Pushes the image of an archive to a registry, as `docker push` does; resolves to its digest. */
export async function pushArchive(archiveFile: string, to: PushTarget): Promise<string> {
  const entries = await readEntries(createReadStream(archiveFile));
  const blob = (digest: string) =>
    entries.get(`blobs/sha256/${digest.slice(7)}`)?.content ?? Buffer.of();
  const [described] = JSON.parse(entries.get("index.json")?.content.toString() ?? "").manifests;
  const manifest = blob(described.digest);
  const { config, layers } = JSON.parse(manifest.toString());
  const blobs = [config, ...layers].map(({ digest }) => blob(digest));
  return pushAll({ manifest, mediaType: described.mediaType, blobs }, to);
}

/** Pushes blobs and the manifest that names them; resolves to its digest. */
export async function pushAll(
  { manifest, mediaType, blobs }: { manifest: Buffer; mediaType: string; blobs: Buffer[] },
  { origin, repository, tag, authorization }: PushTarget,
): Promise<string> {
  const base = `${origin}/v2/${repository}`;
  const send = async (method: string, url: string, body?: Buffer, type?: string) => {
    const headers = {
      ...(authorization && { authorization }),
      ...(type && { "content-type": type }),
    };
    const answer = await fetch(url, {
      ...{ method, headers },
      ...(body && { body: new Uint8Array(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  for (const bytes of blobs) {
    const started = await send("POST", `${base}/blobs/uploads/`);
    const place = new URL(started.headers.get("location") ?? "", origin);
    place.searchParams.set("digest", sha256(bytes));
    await send("PUT", place.href, bytes, "application/octet-stream");
  }
  await send("PUT", `${base}/manifests/${tag}`, manifest, mediaType);
  return sha256(manifest);
}
