import { PlainRequest } from "../../support/plain-request.ts";
import { sha256Digest } from "../../support/sha256-digest.ts";
import { readBytes } from "../../support/whole-answer.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { OutsideModelError } from "../runtime/reconcile-errors.ts";
import { describe } from "../runtime/start-controller.ts";

/** The server has no such artifact, which isn't retried here. */
export class FileNotFoundError extends Error {
  override readonly name = "FileNotFoundError";

  constructor() {
    super("file not found");
  }
}

/** `--http-retry`, and the waits between tries in milliseconds: 5, 10, 20, 30, 30 … seconds. */
const retriesMax = 9;
const waitMsMin = 5_000;
const waitMsMax = 30_000;

export interface FetchedArtifact {
  /** Text by path. */
  files: ReadonlyMap<string, string>;
  sizeBytes: number;
}

/**
 * Downloads an artifact and verifies its digest. There is no time limit: a server that accepts and is
 * silent holds whoever asks, as in Flux.
 * @throws FileNotFoundError
 */
export async function fetchArtifact(
  process: ControllerProcess,
  { url, digest }: { url: string; digest: string },
): Promise<FetchedArtifact> {
  const response = await askUntilAnswered(process, url);
  if (response.status !== 200) {
    await response.body?.cancel();
    if (response.status === 404) throw new FileNotFoundError();
    const status = `${response.status} ${response.statusText}`.trim();
    throw new Error(`failed to download archive from ${url} (status: ${status})`);
  }
  const bytes = await wholeBody(response);
  verify(bytes, digest);
  return { files: filesIn(bytes, url), sizeBytes: bytes.length };
}

async function askUntilAnswered(
  { fetch, clock, signal }: ControllerProcess,
  url: string,
): Promise<Response> {
  for (let retries = 0; ; retries += 1) {
    const answer = await ask(fetch, url, signal);
    signal.throwIfAborted();
    const isFinal = "status" in answer && !isRetried(answer.status);
    if (isFinal) return answer;
    if (retries >= retriesMax) {
      const because = "status" in answer ? "" : `: ${answer.because}`;
      throw new Error(
        `failed to download archive: GET ${url} giving up after ${retries + 1} attempt(s)${because}`,
      );
    }
    if ("status" in answer) await answer.body?.cancel();
    const askedMs = "status" in answer ? retryAfterMs(answer) : undefined;
    await clock.sleep(askedMs ?? Math.min(waitMsMin * 2 ** retries, waitMsMax), signal);
  }
}

async function ask(
  fetch: ControllerProcess["fetch"],
  url: string,
  signal: AbortSignal,
): Promise<Response | { because: string }> {
  try {
    return await fetch(new PlainRequest(url, { signal }));
  } catch (error) {
    return { because: `Get "${url}": ${inGoWords(error, url)}` };
  }
}

/** What Go's HTTP client says where there is no answer. */
function inGoWords(error: unknown, url: string): string {
  const { host, hostname } = new URL(url);
  const address = host.includes(":") ? host : `${host}:80`;
  const { kind } = error as { kind?: string };
  if (kind === "refused") return `dial tcp ${address}: connect: connection refused`;
  if (kind === "unknown-host") return `dial tcp: lookup ${hostname}: no such host`;
  if (kind === "reset") return "read: connection reset by peer";
  return kind === "closed" ? "EOF" : describe(error);
}

function isRetried(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501);
}

function retryAfterMs({ status, headers }: Response): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const seconds = Number.parseInt(headers.get("retry-after") ?? "", 10);
  return Number.isNaN(seconds) ? undefined : seconds * 1000;
}

async function wholeBody(response: Response): Promise<Uint8Array> {
  try {
    return await readBytes(response);
  } catch {
    throw new Error("failed to copy temp contents: unexpected EOF");
  }
}

function verify(bytes: Uint8Array, digest: string): void {
  if (sha256Digest(bytes) === digest) return;
  throw new Error(
    `failed to verify archive: computed digest doesn't match provided '${digest}' (check whether file size exceeds max download size)`,
  );
}

/** Archives of this model are JSON: texts by path. */
function filesIn(bytes: Uint8Array, url: string): ReadonlyMap<string, string> {
  const what = `artifact ${url} isn't one of this model's source-controller`;
  let body: { files?: Record<string, string> };
  try {
    body = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new OutsideModelError(what);
  }
  if (typeof body?.files !== "object") throw new OutsideModelError(what);
  return new Map(Object.entries(body.files).sort(([a], [b]) => (a < b ? -1 : 1)));
}
