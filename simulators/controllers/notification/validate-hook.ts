import { createHmac, timingSafeEqual } from "node:crypto";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { OutsideModelError } from "../runtime/reconcile-errors.ts";
import type { ReceiverSpec } from "./receiver.ts";

/** Bytes of a webhook's body. */
export const bodyBytesMax = 3 * 1024 * 1024;

export interface ReceivedHook {
  headers: Headers;
  body: Uint8Array;
}

/**
 * Holds a webhook to what its Receiver's type asks.
 * @throws an error in notification-controller's words.
 */
export function validateHook(
  process: ControllerProcess,
  { type, events = [] }: ReceiverSpec,
  hook: ReceivedHook,
  token: string,
): void {
  if (process.has("receiver-checks-no-signature")) return;
  const { headers, body } = hook;
  switch (type) {
    case "generic":
      return;
    case "generic-hmac":
      checked("unable to validate HMAC signature: ", () =>
        checkSignature(headers.get("x-signature"), body, token),
      );
      return;
    case "github":
      checked("the GitHub signature header is invalid, err: ", () => checkGitHub(hook, token));
      checkEvent("GitHub", headers.get("x-github-event"), events);
      return;
    case "gitlab":
      if ((headers.get("x-gitlab-token") ?? "") !== token) {
        throw new Error("the X-Gitlab-Token header value does not match the receiver token");
      }
      checkEvent("GitLab", headers.get("x-gitlab-event"), events);
      return;
    default:
      throw new OutsideModelError(`a Receiver of type ${type}`);
  }
}

/** GitHub signs the body, in a form or bare. */
function checkGitHub({ headers, body }: ReceivedHook, token: string): void {
  const given = headers.get("content-type");
  if (given === null) throw new Error("mime: no media type");
  const mediaType = given.split(";")[0]?.trim().toLowerCase() ?? "";
  if (!["application/json", "application/x-www-form-urlencoded"].includes(mediaType)) {
    throw new Error(`webhook request has unsupported Content-Type "${mediaType}"`);
  }
  const signature = headers.get("x-hub-signature-256") ?? headers.get("x-hub-signature");
  if (token !== "" || signature) checkSignature(signature, body, token);
}

function checkEvent(host: string, event: string | null, allowed: readonly string[]): void {
  const given = event ?? "";
  const isAllowed = allowed.some((each) => each.toLowerCase() === given.toLowerCase());
  if (allowed.length === 0 || isAllowed) return;
  throw new Error(`the ${host} event "${given}" is not authorised`);
}

/** `sha256=HEX` over the body. */
function checkSignature(signature: string | null, body: Uint8Array, token: string): void {
  if (!signature) throw new Error("missing signature");
  const [, algorithm, hex] = /^([^=]*)=(.*)$/s.exec(signature) ?? [];
  if (algorithm === undefined || hex === undefined) {
    throw new Error(`error parsing signature "${signature}"`);
  }
  if (!["sha1", "sha256", "sha512"].includes(algorithm)) {
    throw new Error(`unknown hash type prefix: "${algorithm}"`);
  }
  if (!/^([0-9a-f]{2})*$/i.test(hex)) throw new Error(`error decoding signature "${signature}"`);
  const wanted = createHmac(algorithm, token).update(body).digest();
  const given = Buffer.from(hex, "hex");
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new Error("payload signature check failed");
  }
}

function checked(prefix: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw new Error(`${prefix}${(error as Error).message}`);
  }
}
