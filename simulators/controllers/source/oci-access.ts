import { parseImageRepository } from "../registry/image-name.ts";
import { anonymous, type Keychain, MissingSecret, readKeychain } from "../registry/keychain.ts";
import type { RegistryAccess } from "../registry/registry-session.ts";
import type { ApiObject } from "../runtime/controller-api.ts";
import { OutsideModelError } from "../runtime/reconcile-errors.ts";
import { describe } from "../runtime/start-controller.ts";
import { SourceFailure } from "./source-failure.ts";
import type { SourceContext } from "./source-kind.ts";

/** How an OCIRepository's registry is reached. */
export interface OciAccessSpec {
  url: string;
  secretRef?: { name: string };
  insecure?: boolean;
}

const scheme = "oci://";

/** @throws SourceFailure that stalls. */
export function accessTo(
  { url, insecure }: OciAccessSpec,
  keychain: Keychain,
  signal: AbortSignal,
): RegistryAccess {
  try {
    if (!url.startsWith(scheme)) {
      throw new Error("URL must be in format 'oci://<domain>/<org>/<repo>'");
    }
    const name = url.slice(scheme.length);
    const [, tag] = /^[^/]*\/.*?:([^:]*)/.exec(name) ?? [];
    if (tag !== undefined) throw new Error(`URL must not contain a tag; remove ':${tag}'`);
    return { repository: parseImageRepository(name, insecure), keychain, signal };
  } catch (error) {
    const message = `URL validation failed for '${url}': ${describe(error)}`;
    throw new SourceFailure("URLInvalid", message, { stalls: true });
  }
}

/** @throws SourceFailure */
export async function keychainOf(
  { process, events }: Pick<SourceContext, "process" | "events">,
  object: ApiObject,
  { secretRef }: OciAccessSpec,
): Promise<Keychain> {
  if (!secretRef) return anonymous;
  const { namespace = "" } = object.metadata;
  const { name } = secretRef;
  return readKeychain(process, { namespace, name }).catch(async (error) => {
    if (!(error instanceof MissingSecret)) throw error;
    const message = `auth secret '${name}' not found`;
    await events.say(object, { type: "trace", reason: "AuthenticationFailed", message });
    const failed = `failed to get credential: failed to get secret '${namespace}/${name}'`;
    throw failure("AuthenticationFailed", failed, error);
  });
}

/** What went wrong; a limit of the model stays what it is. */
export function failure(reason: string, failed: string, error: unknown): Error {
  if (error instanceof OutsideModelError) return error;
  return new SourceFailure(reason, `${failed}: ${describe(error)}`);
}
