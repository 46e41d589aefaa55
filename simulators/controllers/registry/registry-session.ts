import type { ControllerProcess } from "../runtime/controller-process.ts";
import { describe } from "../runtime/start-controller.ts";
import type { ImageRepository } from "./image-name.ts";
import type { Keychain } from "./keychain.ts";
import { registryError } from "./registry-error.ts";
import { type Answer, askRegistry } from "./registry-transport.ts";

export interface RegistryAccess {
  repository: ImageRepository;
  keychain: Keychain;
  signal: AbortSignal;
}

/** How a registry wants to be asked for one repository. */
export interface RegistrySession {
  /** `http://127.0.0.1:5000/v2/podinfo` */
  base: string;
  ask(method: "GET" | "HEAD", url: string, accept?: string): Promise<Answer>;
}

/**
 * Finds out who a registry wants to know, and by which scheme it is reached: `GET /v2/`, and a token where
 * it asks for one. Every call of the library begins with it.
 * @throws Error in go-containerregistry's words.
 */
export async function openSession(
  process: ControllerProcess,
  access: RegistryAccess,
): Promise<RegistrySession> {
  const { repository, keychain, signal } = access;
  const { registry } = repository;
  const { origin, challenge } = await ping(process, access);
  const credentials = keychain(registry);
  const basic = credentials && `Basic ${btoa(`${credentials.username}:${credentials.password}`)}`;
  let authorization = basic;
  if (challenge && /^bearer /i.test(challenge)) {
    authorization = await fetchToken(process, access, { challenge, basic });
  }
  return {
    base: `${origin}/v2/${repository.repository}`,
    ask(method, url, accept) {
      const headers = {
        ...(accept === undefined ? {} : { accept }),
        ...(authorization === undefined ? {} : { authorization }),
      };
      return askRegistry(process, { method, url, headers, signal });
    },
  };
}

/** Over HTTPS, and where that fails and the registry is a local one, over HTTP. */
async function ping(
  process: ControllerProcess,
  { repository: { registry, mayBePlain }, signal }: RegistryAccess,
): Promise<{ origin: string; challenge?: string }> {
  const failures: string[] = [];
  for (const scheme of mayBePlain ? ["https", "http"] : ["https"]) {
    const origin = `${scheme}://${registry}`;
    const url = `${origin}/v2/`;
    const answer = await askRegistry(process, { method: "GET", url, signal }).catch((error) => {
      failures.push(describe(error));
      return undefined;
    });
    if (answer?.status === 200) return { origin };
    if (answer?.status === 401) {
      return { origin, challenge: answer.headers.get("www-authenticate") ?? "" };
    }
    if (!answer) continue;
    // On the model's network nobody listens for TLS where plain HTTP is spoken; on a real one the
    // same port takes both.
    if (scheme === "http") {
      failures[0] = `Get "https://${registry}/v2/": http: server gave HTTP response to HTTPS client`;
    }
    failures.push(errorOf(answer).message);
  }
  throw new Error(failures.join("; "));
}

async function fetchToken(
  process: ControllerProcess,
  { repository, signal }: RegistryAccess,
  { challenge, basic }: { challenge: string; basic: string | undefined },
): Promise<string> {
  const { realm, service = "" } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
  );
  if (realm === undefined) {
    throw new Error("malformed www-authenticate, missing realm: map[]");
  }
  const url = new URL(realm);
  url.searchParams.set("scope", `repository:${repository.repository}:pull`);
  url.searchParams.set("service", service);
  const headers = basic === undefined ? {} : { authorization: basic };
  const answer = await askRegistry(process, { method: "GET", url: url.href, headers, signal });
  if (answer.status !== 200) throw errorOf(answer);
  const text = textOf(answer);
  const { token, access_token } = JSON.parse(text) as { token?: string; access_token?: string };
  const found = access_token || token;
  if (!found) throw new Error(`no token in bearer response:\n${text}`);
  return `Bearer ${found}`;
}

export function errorOf(answer: Answer): Error {
  return registryError(answer, answer.status, textOf(answer));
}

export function textOf({ body }: Answer): string {
  return Buffer.from(body).toString("utf8");
}
