import type { StoredObject } from "./bucket-server.ts";

const pageSizeMax = 1_000;

/** The answer to ListObjectsV2: one page of what begins with the prefix, names URL-encoded. */
export function listPage(
  name: string,
  bucket: ReadonlyMap<string, StoredObject>,
  query: URLSearchParams,
): string {
  const prefix = query.get("prefix") ?? "";
  const after = query.get("continuation-token") ?? query.get("start-after") ?? "";
  const size = Math.min(pageSizeMax, Number(query.get("max-keys") ?? pageSizeMax));
  const matching = [...bucket]
    .filter(([key]) => key.startsWith(prefix) && key > after)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const page = matching.slice(0, size);
  const isTruncated = page.length < matching.length;
  const contents = page.map(
    ([key, { etag, bytes, modifiedMs }]) =>
      `<Contents><Key>${encodeURIComponent(key)}</Key>` +
      `<LastModified>${new Date(modifiedMs).toISOString()}</LastModified>` +
      `<ETag>&#34;${etag}&#34;</ETag><Size>${bytes.length}</Size></Contents>`,
  );
  // A key is its own token: it says where the next page begins.
  const last = page.at(-1)?.[0] ?? "";
  const next = isTruncated
    ? `<NextContinuationToken>${escapeText(last)}</NextContinuationToken>`
    : "";
  return [
    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    `<Name>${name}</Name><Prefix>${encodeURIComponent(prefix)}</Prefix>`,
    `<KeyCount>${page.length}</KeyCount><MaxKeys>${size}</MaxKeys>`,
    `<EncodingType>url</EncodingType><IsTruncated>${isTruncated}</IsTruncated>`,
    ...[next, ...contents, "</ListBucketResult>"],
  ].join("");
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
