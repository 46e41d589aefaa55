import { z } from "zod";
import { HarnessError, UsageError } from "../../../core/failure.ts";
import type { ImageReference } from "../reference.ts";
import { isLoopback, type RegistryAccess, repositoryPath } from "./access.ts";
import type { Challenge } from "./challenge.ts";
import { type Credentials, findCredentials } from "./credentials.ts";
import { sendPatiently } from "./send-patiently.ts";

const tokenSchema = z.object({ token: z.string().optional(), access_token: z.string().optional() });

/**
 * The `Authorization` that a challenge wants for pulling an image, with what Docker's configuration
 * holds, or as nobody. Undefined where nothing can be said.
 */
export async function authorize(
  image: ImageReference,
  challenge: Challenge,
  access: RegistryAccess,
): Promise<string | undefined> {
  const credentials = await findCredentials(image.registry, access.env);
  if (challenge.scheme === "basic") {
    return credentials?.kind === "password" ? basic(credentials) : undefined;
  }
  const realm = readRealm(challenge.realm, image, access);
  const scope = challenge.scope ?? `repository:${repositoryPath(image)}:pull`;
  const answer = await askForToken({ ...challenge, realm, scope }, credentials, access);
  if (answer.status === 401 || answer.status === 403) {
    await answer.body?.cancel();
    return undefined;
  }
  const said = answer.ok ? tokenSchema.safeParse(await answer.json().catch(() => null)) : undefined;
  const token = said?.data?.token ?? said?.data?.access_token;
  if (!token) {
    throw new HarnessError(
      `${realm.origin}${realm.pathname}: expected a token for ${image.registry}, got status ${answer.status}`,
    );
  }
  return `Bearer ${token}`;
}

interface TokenWish {
  realm: URL;
  service?: string;
  scope: string;
}

function askForToken(
  { realm, service, scope }: TokenWish,
  credentials: Credentials | undefined,
  access: RegistryAccess,
): Promise<Response> {
  const query = new URLSearchParams({ ...(service && { service }), scope });
  if (credentials?.kind === "refresh-token") {
    const body = new URLSearchParams({
      ...{ grant_type: "refresh_token", client_id: "fluxproof" },
      ...{ refresh_token: credentials.token, ...Object.fromEntries(query) },
    });
    return sendPatiently(
      realm.href,
      { method: "POST", body: body.toString(), headers: form },
      access,
    );
  }
  const url = new URL(realm);
  for (const [key, value] of query) {
    url.searchParams.set(key, value);
  }
  const headers = credentials ? { authorization: basic(credentials) } : {};
  return sendPatiently(url.href, { headers }, access);
}

const form = { "content-type": "application/x-www-form-urlencoded" };

/** @throws UsageError where a password would leave this machine in the clear, unasked. */
function readRealm(realm: string, { registry }: ImageReference, { scheme }: RegistryAccess): URL {
  const url = URL.parse(realm);
  const inTheClear = url?.protocol === "http:" && scheme !== "http" && !isLoopback(url.host);
  if (!url || inTheClear || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(
      `${registry} sends to ${JSON.stringify(realm)} for a token: expected an address with https`,
    );
  }
  return url;
}

function basic({ username, password }: Extract<Credentials, { kind: "password" }>): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
