import {
  type ModelSnapshot,
  readAdvertisement,
  readModelPack,
  uploadPackRequest,
} from "../../support/git-wire.ts";
import { NetworkFailure } from "../../support/network-failure.ts";
import { PlainRequest } from "../../support/plain-request.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";

export interface GitRemote {
  url: string;
  /** For Basic authentication. */
  credentials: { username: string; password: string } | undefined;
  /** Ends what is on the network when the deadline has passed. */
  signal: AbortSignal;
}

/** The refs of a remote: `refs/heads/main` → hash. @throws Error in go-git's words. */
export async function listRemote(
  process: ControllerProcess,
  remote: GitRemote,
): Promise<Map<string, string>> {
  const url = `${remote.url}/info/refs?service=git-upload-pack`;
  const response = await ask(process, remote, url, { method: "GET" });
  const { refs } = readAdvertisement(await whole(response, remote));
  return new Map(refs);
}

/** What a commit holds. @throws Error in go-git's words. */
export async function fetchPack(
  process: ControllerProcess,
  remote: GitRemote,
  commit: string,
): Promise<ModelSnapshot> {
  const response = await ask(process, remote, `${remote.url}/git-upload-pack`, {
    method: "POST",
    headers: { "content-type": "application/x-git-upload-pack-request" },
    body: uploadPackRequest([commit]),
  });
  if (!response.body) throw new Error("unexpected EOF");
  try {
    return await readModelPack(response.body);
  } catch (error) {
    throw inGoWords(error, remote, "");
  }
}

/** @throws Error in go-git's words for an answer that is no success, and where there is none. */
export async function ask(
  process: ControllerProcess,
  remote: GitRemote,
  url: string,
  init: { method: "GET" | "POST"; headers?: Record<string, string>; body?: string },
): Promise<Response> {
  const { credentials, signal } = remote;
  const headers = new Headers({ ...init.headers, "user-agent": "go-git/5.x" });
  if (credentials) {
    const { username, password } = credentials;
    const encoded = Buffer.from(`${username}:${password}`).toString("base64");
    headers.set("authorization", `Basic ${encoded}`);
  }
  let response: Response;
  try {
    response = await process.fetch(new PlainRequest(url, { ...init, headers, signal }));
  } catch (error) {
    throw inGoWords(error, remote, `${init.method === "POST" ? "Post" : "Get"} "${url}": `);
  }
  if (response.ok) return response;
  const body = await whole(response, remote).catch(() => "");
  throw new Error(refusal(response.status, url, body));
}

/** What go-git 5.16 makes of an answer that is no success. */
function refusal(status: number, url: string, body: string): string {
  switch (status) {
    case 401:
      return `authentication required: ${body}`;
    case 403:
      return `authorization failed: ${body}`;
    case 404:
      return `repository not found: ${body}`;
    default:
      return `unexpected client error: unexpected requesting "${url}" status code: ${status}`;
  }
}

async function whole(response: Response, remote: GitRemote): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw inGoWords(error, remote, "");
  }
}

function inGoWords(error: unknown, { signal }: GitRemote, asked: string): Error {
  if (signal.aborted) return new Error("context deadline exceeded");
  if (!(error instanceof NetworkFailure)) return error as Error;
  switch (error.kind) {
    case "refused":
      return new Error(`${asked}dial tcp: connect: connection refused`);
    case "reset":
      return new Error(`${asked}read: connection reset by peer`);
    case "unknown-host":
      return new Error(`${asked}dial tcp: lookup: no such host`);
    default:
      return new Error(asked === "" ? "unexpected EOF" : `${asked}EOF`);
  }
}
