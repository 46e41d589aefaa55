import { isNotFound } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { OutsideModelError } from "../runtime/reconcile-errors.ts";

export interface RegistryCredentials {
  username: string;
  password: string;
}

/** Who to be at a registry, by host; undefined for nobody. */
export type Keychain = (registry: string) => RegistryCredentials | undefined;

export const anonymous: Keychain = () => undefined;

/** A Secret that a registry's credentials were awaited in isn't there. */
export class MissingSecret extends Error {}

/**
 * The keychain of a Secret of type `kubernetes.io/dockerconfigjson`.
 * @throws MissingSecret; OutsideModelError for a Secret of another type.
 */
export async function readKeychain(
  { api, signal }: ControllerProcess,
  { namespace, name }: { namespace: string; name: string },
): Promise<Keychain> {
  const path = { apiVersion: "v1", resource: "secrets", namespace, name };
  const secret = await api.get(path, { signal }).catch((error) => {
    if (!isNotFound(error)) throw error;
    throw new MissingSecret(`secrets "${name}" not found`);
  });
  const { data = {} } = secret as { data?: Record<string, string> };
  const config = data[".dockerconfigjson"];
  if (config === undefined) {
    throw new OutsideModelError(`Secret ${name} as registry credentials without .dockerconfigjson`);
  }
  const { auths = {} } = JSON.parse(Buffer.from(config, "base64").toString("utf8")) as {
    auths?: Record<string, { username?: string; password?: string; auth?: string }>;
  };
  return (registry) => {
    const entry = auths[registry] ?? auths[`https://${registry}`];
    if (!entry) return undefined;
    const pair = Buffer.from(entry.auth ?? "", "base64").toString("utf8");
    const colon = pair.indexOf(":");
    return {
      username: entry.username ?? pair.slice(0, Math.max(0, colon)),
      password: entry.password ?? pair.slice(colon + 1),
    };
  };
}
