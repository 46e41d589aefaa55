import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readEntries } from "./read-entries.ts";

/** Pushes the image of an archive to a registry, as `docker push` does; resolves to its digest. */
export async function pushArchive(
  archiveFile: string,
  to: { origin: string; repository: string; tag: string; authorization?: string },
): Promise<string> {
  const entries = await readEntries(createReadStream(archiveFile));
  const content = (path: string) => entries.get(path)?.content ?? Buffer.of();
  const base = `${to.origin}/v2/${to.repository}`;
  const headers: Record<string, string> = to.authorization
    ? { authorization: to.authorization }
    : {};
  const send = async (url: string, init: RequestInit) => {
    const answer = await fetch(url, { ...init, headers: { ...headers, ...init.headers } });
    if (!answer.ok)
      throw new Error(`${init.method} ${url}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const [described] = JSON.parse(content("index.json").toString()).manifests;
  const manifest = content(`blobs/sha256/${described.digest.slice(7)}`);
  const { config, layers } = JSON.parse(manifest.toString());
  for (const { digest } of [config, ...layers]) {
    const bytes = content(`blobs/sha256/${digest.slice(7)}`);
    const started = await send(`${base}/blobs/uploads/`, { method: "POST" });
    const place = new URL(started.headers.get("location") ?? "", to.origin);
    place.searchParams.set("digest", digest);
    const type = { "content-type": "application/octet-stream" };
    await send(place.href, { method: "PUT", body: new Uint8Array(bytes), headers: type });
  }
  await send(`${base}/manifests/${to.tag}`, {
    method: "PUT",
    body: new Uint8Array(manifest),
    headers: { "content-type": described.mediaType },
  });
  return `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
}
