import { createHash } from "node:crypto";
import { type S3Client, s3Client } from "../bucket/s3-client.ts";
import { type ApiObject, isNotFound } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { durationMs } from "../runtime/duration.ts";
import { OutsideModelError } from "../runtime/reconcile-errors.ts";
import { refuseUnheeded } from "../runtime/refuse-unheeded.ts";
import { describe } from "../runtime/start-controller.ts";
import { within } from "../runtime/within.ts";
import { inParallel } from "../ssa/in-parallel.ts";
import { SourceFailure } from "./source-failure.ts";
import type { SourceKind, SourceWords, Upstream } from "./source-kind.ts";

interface BucketSpec {
  bucketName: string;
  endpoint: string;
  prefix?: string;
  region?: string;
  insecure?: boolean;
  timeout?: string;
  secretRef?: { name: string };
  [field: string]: unknown;
}

/** What of `spec` the model heeds; anything else is refused. */
const heeded = [
  ...["bucketName", "endpoint", "interval", "timeout", "suspend", "provider", "prefix", "region"],
  ...["insecure", "secretRef"],
];
const ignoreFile = ".sourceignore";
const fetchesMax = 100;

/** Buckets of S3's API: what is in them is listed each time, and fetched whole when that has changed. */
export function buckets(process: ControllerProcess): SourceKind {
  return {
    kind: "Bucket",
    resource: "buckets",
    group: "source.toolkit.fluxcd.io",
    async look(object, draft) {
      const spec = object.spec as BucketSpec;
      refuseUnheeded(spec, heeded, { path: "spec", kind: "a Bucket" });
      if ((spec.provider ?? "generic") !== "generic") {
        throw new OutsideModelError("spec.provider of a Bucket");
      }
      const credentials = await readCredentials(process, object, spec);
      const { bucketName: bucket, endpoint, region, insecure } = spec;
      const target = {
        ...{ origin: `${insecure ? "http" : "https"}://${endpoint}`, bucket },
        ...(region ? { region } : {}),
        ...(credentials ? { credentials } : {}),
      };
      const clientFor = (signal: AbortSignal) => s3Client(process, target, signal);
      const timeoutMs = durationMs(spec.timeout ?? "60s");
      const index = await within(process, timeoutMs, (signal) =>
        operation(() => readIndex(clientFor(signal), spec)),
      );
      const revision = digestOf(index);
      if (draft.status.artifact?.revision === revision) {
        return unchanged(revision, saidOf(index, bucket));
      }
      const files = await within(process, timeoutMs, (signal) =>
        operation(() => fetchAll(process, clientFor(signal), { index, bucket, signal })),
      );
      return fetched(digestOf(index), files, saidOf(index, bucket));
    },
  };
}

async function readIndex(
  client: S3Client,
  { bucketName, prefix = "" }: BucketSpec,
): Promise<Map<string, string>> {
  const failed = `failed to confirm existence of '${bucketName}' bucket`;
  if (!(await saying(failed, () => client.bucketExists()))) {
    throw new Error(`bucket '${bucketName}' not found`);
  }
  const etag = await saying(`failed to get Etag for '${ignoreFile}' object`, () =>
    client.etag(ignoreFile),
  );
  if (etag !== undefined) throw new OutsideModelError(`${ignoreFile} in a Bucket`);
  const indexed = `indexation of objects from bucket '${bucketName}' failed`;
  const listed = `listing objects from bucket '${bucketName}' failed`;
  const all = await saying(`${indexed}: ${listed}`, () => client.list(prefix));
  return new Map([...all].filter(([key]) => !key.endsWith("/")));
}

/** Brings the index to what was found while it was fetched. */
async function fetchAll(
  process: ControllerProcess,
  client: S3Client,
  { index, bucket, signal }: { index: Map<string, string>; bucket: string; signal: AbortSignal },
): Promise<Record<string, string>> {
  const files = new Map<string, string>();
  await inParallel([...index.keys()].sort(), { limit: fetchesMax, signal }, async (key) => {
    const failed = `fetch from bucket '${bucket}' failed: failed to get '${key}' object`;
    const fetched = saying(failed, () => client.fetch(key));
    const isLeftOut = process.has("unreadable-object-left-out");
    const found = await (isLeftOut ? fetched.catch(() => undefined) : fetched);
    if (!found) {
      index.delete(key);
      return;
    }
    index.set(key, found.etag);
    files.set(key, found.text);
  });
  return Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Of a line `key etag` for each object, in the order of their keys. */
function digestOf(index: ReadonlyMap<string, string>): string {
  const lines = [...index].sort(([a], [b]) => (a < b ? -1 : 1)).map((each) => each.join(" "));
  const hash = createHash("sha256");
  for (const line of lines) hash.update(`${line}\n`);
  return `sha256:${hash.digest("hex")}`;
}

function unchanged(revision: string, said: string): Upstream {
  const message = `artifact up-to-date with remote revision: '${revision}'`;
  return {
    ...{ kind: "unchanged", revision, words: wordsFor(revision), said, first: true },
    ...{ reason: "ArtifactUpToDate", message },
  };
}

function fetched(revision: string, files: Record<string, string>, said: string): Upstream {
  return {
    ...{ kind: "fetched", revision, words: wordsFor(revision), said, content: { files } },
    ...{ file: `${revision.slice("sha256:".length)}.tar.gz`, link: "latest.tar.gz" },
  };
}

function saidOf(index: ReadonlyMap<string, string>, bucket: string): string {
  return `stored artifact with ${index.size} fetched files from '${bucket}' bucket`;
}

function wordsFor(revision: string): SourceWords {
  return {
    news: { reason: "NewRevision", message: `new upstream revision '${revision}'` },
    stored: { reason: "Succeeded", message: `stored artifact: revision '${revision}'` },
    told: { isNew: "NewArtifact", recovered: "Succeeded" },
  };
}

async function operation<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof OutsideModelError) throw error;
    throw new SourceFailure("BucketOperationFailed", describe(error));
  }
}

async function saying<T>(failed: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new Error(`${failed}: ${describe(error)}`);
  }
}

async function readCredentials(
  { api, signal }: ControllerProcess,
  { metadata: { namespace } }: ApiObject,
  { secretRef }: BucketSpec,
) {
  if (!secretRef) return undefined;
  const { name } = secretRef;
  const path = { apiVersion: "v1", resource: "secrets", namespace, name };
  const secret = await api.get(path, { signal }).catch((error) => {
    if (!isNotFound(error)) throw error;
    const because = `secrets "${name}" not found`;
    const message = `failed to get secret '${namespace}/${name}': ${because}`;
    throw new SourceFailure("AuthenticationFailed", message);
  });
  const { accesskey, secretkey } = (secret.data ?? {}) as Record<string, string>;
  if (accesskey === undefined || secretkey === undefined) {
    const wanted = "required fields 'accesskey' and 'secretkey'";
    throw new SourceFailure("AuthenticationFailed", `invalid '${name}' secret data: ${wanted}`);
  }
  const text = (encoded: string) => Buffer.from(encoded, "base64").toString("utf8");
  return { accessKey: text(accesskey), secretKey: text(secretkey) };
}
