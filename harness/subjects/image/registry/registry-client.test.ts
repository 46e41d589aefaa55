import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RegistryAuthentication } from "../../../../simulators/oci/registry-auth.ts";
import { HarnessError, UsageError } from "../../../core/failure.ts";
import { parseReference } from "../reference.ts";
import { fakeRegistry } from "../testing/fake-registry.ts";
import type { RegistryAccess } from "./access.ts";
import { createRegistryClient } from "./registry-client.ts";

let dir: string;
let slept: number[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-client-"));
  slept = [];
});
afterEach(() => rm(dir, { recursive: true }));

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const secret = { username: "flux", password: "pa:ss:word" };
const base64 = (text: string) => Buffer.from(text).toString("base64");
const login = { auth: base64(`${secret.username}:${secret.password}`) };

/** A registry with one manifest, and a client of it. */
function given(authentication?: RegistryAuthentication, access: Partial<RegistryAccess> = {}) {
  const registry = fakeRegistry(authentication);
  registry.putManifest({ hello: 1 }, manifestType, "v1");
  const client = createRegistryClient({
    send: registry.send,
    env: { ...process.env, DOCKER_CONFIG: dir },
    clock: { nowMs: () => 0, epochMs: () => 0, sleep: async (ms) => void slept.push(ms) },
    signal: new AbortController().signal,
    ...access,
  });
  return { registry, client };
}

const config = (content: unknown) => writeFile(join(dir, "config.json"), JSON.stringify(content));

function image(text = "a.b/team/app:v1") {
  const read = parseReference(text, "none");
  if (!read) throw new Error(text);
  return read;
}

describe("who pulls", () => {
  test("nobody, where nobody is asked who they are", async () => {
    const { client, registry } = given();
    const { bytes, mediaType } = await client.manifest(image());
    expect(bytes.toString()).toBe(`{"hello":1}`);
    expect(mediaType).toBe(manifestType);
    expect(registry.requests).toEqual(["GET /v2/team/app/manifests/v1"]);
  });

  test.each(["basic", "bearer"] as const)(
    "the account that docker login wrote, by %s",
    async (kind) => {
      await config({ auths: { "other.example": {}, "a.b": login } });
      const { client, registry } = given({ kind, ...secret });
      await client.manifest(image());
      await client.manifest(image());
      const asked = kind === "bearer" ? ["GET /token"] : [];
      const path = "GET /v2/team/app/manifests/v1";
      expect(registry.requests).toEqual([path, ...asked, path, path]);
    },
  );

  test("asks anew once a token has ended", async () => {
    await config({ auths: { "https://a.b/v2/": login } });
    const { client, registry } = given({ kind: "bearer", ...secret });
    await client.manifest(image());
    let ended = false;
    registry.intercept = () => {
      if (ended) return undefined;
      ended = true;
      const challenge = `Bearer realm="https://a.b/token",service="other",scope="repository:team/app:pull"`;
      return new Response(null, { status: 401, headers: { "www-authenticate": challenge } });
    };
    // The same token again would be refused again: nothing is sent in vain.
    await expect(client.manifest(image())).rejects.toThrow(/status 401/);
    expect(registry.requests.slice(-2)).toEqual(["GET /v2/team/app/manifests/v1", "GET /token"]);
  });

  test("nobody, with the token that public registries give to anybody", async () => {
    const challenge = `Bearer realm="https://auth.a.b/token?x=1",service="a.b",scope="repository:team/app:pull"`;
    const asked: string[] = [];
    const send = async (request: Request): Promise<Response> => {
      const authorization = request.headers.get("authorization");
      asked.push(`${request.url} ${authorization}`);
      if (request.url.startsWith("https://auth.")) return Response.json({ token: "anybody" });
      return authorization
        ? Response.json({})
        : new Response(null, { status: 401, headers: { "www-authenticate": challenge } });
    };
    await given(undefined, { send }).client.manifest(image());
    expect(asked).toEqual([
      "https://a.b/v2/team/app/manifests/v1 null",
      "https://auth.a.b/token?x=1&service=a.b&scope=repository%3Ateam%2Fapp%3Apull null",
      "https://a.b/v2/team/app/manifests/v1 Bearer anybody",
    ]);
  });

  test("a refresh token is exchanged", async () => {
    await config({ auths: { "a.b": { identitytoken: "refresh-me" } } });
    let form = "";
    const send = async (request: Request): Promise<Response> => {
      const { pathname } = new URL(request.url);
      if (pathname === "/oauth") {
        form = await request.text();
        return Response.json({ access_token: "fresh" });
      }
      return request.headers.get("authorization") === "Bearer fresh"
        ? Response.json({})
        : new Response(null, {
            status: 401,
            headers: { "www-authenticate": 'Bearer realm="https://a.b/oauth",service="s"' },
          });
    };
    const { client } = given(undefined, { send });
    await client.manifest(image());
    expect(Object.fromEntries(new URLSearchParams(form))).toMatchObject({
      ...{ grant_type: "refresh_token", refresh_token: "refresh-me", service: "s" },
      scope: "repository:team/app:pull",
    });
  });

  test.each([{ credsStore: "test" }, { credHelpers: { "a.b": "test" }, credsStore: "other" }])(
    "a credential helper is asked: %o",
    async (named) => {
      await config(named);
      const answer = JSON.stringify({ Username: secret.username, Secret: secret.password });
      const script = `#!/bin/sh\n[ "$1 $(cat)" = "get a.b" ] && echo '${answer}'\n`;
      await writeFile(join(dir, "docker-credential-test"), script, { mode: 0o755 });
      const env = { DOCKER_CONFIG: dir, PATH: `${dir}:${process.env.PATH}` };
      const { client } = given({ kind: "basic", ...secret }, { env });
      await client.manifest(image());
    },
  );

  test("a helper that isn't there is said", async () => {
    await config({ credsStore: "nowhere" });
    const { client } = given({ kind: "basic", ...secret });
    await expect(client.manifest(image())).rejects.toThrow(
      /docker-credential-nowhere, which Docker's configuration names for a\.b, failed \(ENOENT\)/,
    );
  });
});

describe("what is refused", () => {
  test.each<[RegistryAuthentication["kind"], unknown]>([
    ["basic", {}],
    ["bearer", {}],
    ["basic", { auths: { "a.b": { auth: base64("flux:wrong-secret") } } }],
    ["bearer", { auths: { "a.b": { auth: base64("flux:wrong-secret") } } }],
  ])("%s without the right account, and it is not told whose: %o", async (kind, written) => {
    await config(written);
    const { client } = given(kind === "none" ? { kind } : { kind, ...secret });
    const error = await client.manifest(image()).catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toMatch(
      /a\.b\/team\/app:v1: the registry refuses it \(status 401: UNAUTHORIZED, authentication required\): log in by "docker login a\.b", which writes .*config\.json/,
    );
    expect(String(error)).not.toMatch(/wrong-secret|pa:ss/);
  });

  test("a password is not sent in the clear to where an answer points", async () => {
    await config({ auths: { "a.b": login } });
    const headers = { "www-authenticate": 'Bearer realm="http://evil.example/token"' };
    const send = async () => new Response(null, { status: 401, headers });
    const { client } = given(undefined, { send });
    await expect(client.manifest(image())).rejects.toThrow(
      /a\.b sends to "http:\/\/evil\.example\/token" for a token: expected an address with https/,
    );
  });

  test.each(["{", "[]", `{"auths": []}`])("Docker's configuration that is %s", async (text) => {
    await writeFile(join(dir, "config.json"), text);
    const { client } = given({ kind: "basic", ...secret });
    await expect(client.manifest(image())).rejects.toThrow(
      /config\.json: expected Docker's config/,
    );
  });

  test("an image that isn't there", async () => {
    const { client } = given();
    await expect(client.manifest(image("a.b/team/app:v2"))).rejects.toThrow(
      "a.b/team/app:v2: the registry has no such image (status 404: MANIFEST_UNKNOWN, manifest unknown)",
    );
  });

  test("a manifest without end", async () => {
    const { client, registry } = given();
    registry.intercept = () => new Response(new Uint8Array(5_000_000));
    await expect(client.manifest(image())).rejects.toThrow(/at most 4194304 bytes, got more/);
  });
});

describe("what passes", () => {
  test.each([429, 500, 503])("%i is asked again, with longer and longer pauses", async (status) => {
    const { client, registry } = given();
    let answers = 0;
    registry.intercept = () => {
      answers += 1;
      return answers < 4 ? new Response("busy", { status }) : undefined;
    };
    await client.manifest(image());
    expect(slept).toEqual([500, 1000, 2000]);
  });

  test("and said in the end", async () => {
    const { client, registry } = given();
    registry.intercept = () => new Response("busy", { status: 503 });
    const asked = client.manifest(image());
    await expect(asked).rejects.toThrow(HarnessError);
    await expect(asked).rejects.toThrow(/expected status 200 of the registry, got status 503/);
    expect(registry.requests).toHaveLength(4);
  });

  test("a name that doesn't resolve is asked once", async () => {
    const cause = new Error("getaddrinfo ENOTFOUND a.b");
    const send = () => Promise.reject(new TypeError("fetch failed", { cause }));
    const { client } = given(undefined, { send });
    await expect(client.manifest(image())).rejects.toThrow(
      "https://a.b gave no answer (tried 1 of 4 times): getaddrinfo ENOTFOUND a.b",
    );
  });

  test("an aborted run asks no more", async () => {
    const controller = new AbortController();
    const { client, registry } = given(undefined, { signal: controller.signal });
    registry.intercept = () => {
      controller.abort(new Error("Ctrl-C"));
      return new Response(null, { status: 503 });
    };
    await expect(client.manifest(image())).rejects.toThrow("Ctrl-C");
    expect(registry.requests).toHaveLength(1);
  });
});

test.each([
  ["a.b/app:v1", undefined, "https://a.b/v2/app/manifests/v1"],
  ["a.b/app:v1", "http", "http://a.b/v2/app/manifests/v1"],
  ["127.0.0.1:5000/app:v1", undefined, "http://127.0.0.1:5000/v2/app/manifests/v1"],
  ["127.0.0.1:5000/app:v1", "https", "https://127.0.0.1:5000/v2/app/manifests/v1"],
  ["docker.io/app:v1", undefined, "https://registry-1.docker.io/v2/library/app/manifests/v1"],
  ["docker.io/fluxcd/app:v1", undefined, "https://registry-1.docker.io/v2/fluxcd/app/manifests/v1"],
] as const)("%s with scheme %s is asked for at %s", async (text, scheme, url) => {
  let asked = "";
  const send = async (request: Request) => {
    asked = request.url;
    return Response.json({});
  };
  await given(undefined, { send, scheme }).client.manifest(image(text));
  expect(asked).toBe(url);
});
