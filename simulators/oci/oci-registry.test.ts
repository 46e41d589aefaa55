import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { unpackTarGz } from "../support/tar-gz.ts";
import { createOciRegistry } from "./oci-registry.ts";

const base = "http://registry:5000";
const ask = (registry: ReturnType<typeof createOciRegistry>, path: string, init?: RequestInit) =>
  registry.handle(new Request(`${base}${path}`, init), { faults: [] });
const sha256 = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
const basic = (text: string) => ({ headers: { authorization: `Basic ${btoa(text)}` } });

describe("a registry", () => {
  it("gives manifests by tag and by digest, and the blobs they name", async () => {
    const registry = createOciRegistry();
    const digest = registry.push({
      repository: "team/app",
      tags: ["1.0.0"],
      files: { "a.yaml": "a" },
    });
    const head = await ask(registry, "/v2/team/app/manifests/1.0.0", { method: "HEAD" });
    expect(head.headers.get("docker-content-digest")).toBe(digest);
    expect(await head.text()).toBe("");
    const byDigest = await ask(registry, `/v2/team/app/manifests/${digest}`);
    const bytes = new Uint8Array(await byDigest.arrayBuffer());
    expect(sha256(bytes)).toBe(digest);
    expect(head.headers.get("content-length")).toBe(String(bytes.length));
    const { layers } = JSON.parse(Buffer.from(bytes).toString()) as {
      layers: { digest: string }[];
    };
    const blob = await ask(registry, `/v2/team/app/blobs/${layers[0]?.digest}`);
    expect(unpackTarGz(await blob.bytes())).toEqual({ "a.yaml": "a" });
  });

  it("has one digest for one content, and another for another", () => {
    const push = (files: Record<string, string>) =>
      createOciRegistry().push({ repository: "app", tags: [], files });
    expect(push({ a: "1", b: "2" })).toBe(push({ b: "2", a: "1" }));
    expect(push({ a: "1" })).not.toBe(push({ a: "2" }));
  });

  it("moves a tag and keeps what it pointed to", async () => {
    const registry = createOciRegistry();
    const push = (text: string) =>
      registry.push({ repository: "app", tags: ["latest"], files: { text } });
    const [old, now] = [push("1"), push("2")];
    expect(registry.manifest("app", "latest")?.digest).toBe(now);
    expect((await ask(registry, `/v2/app/manifests/${old}`)).status).toBe(200);
    registry.untag("app", "latest");
    expect((await ask(registry, "/v2/app/manifests/latest")).status).toBe(404);
  });

  it("lists tags page by page", async () => {
    const registry = createOciRegistry();
    registry.push({ repository: "app", tags: ["b", "a", "c"] });
    const first = await ask(registry, "/v2/app/tags/list?n=2");
    expect(await first.json()).toEqual({ name: "app", tags: ["a", "b"] });
    expect(first.headers.get("link")).toBe(`</v2/app/tags/list?last=b&n=2>; rel="next"`);
    const rest = await ask(registry, "/v2/app/tags/list?last=b&n=2");
    expect(await rest.json()).toEqual({ name: "app", tags: ["c"] });
    expect(rest.headers.get("link")).toBeNull();
  });

  it.each<[string, number, string]>([
    ["/v2/app/manifests/gone", 404, "MANIFEST_UNKNOWN"],
    ["/v2/gone/tags/list", 404, "NAME_UNKNOWN"],
    ["/v2/app/blobs/sha256:00", 404, "BLOB_UNKNOWN"],
    ["/v2/app/tags/list?n=x", 400, "PAGINATION_NUMBER_INVALID"],
  ])("answers %s with %i %s", async (path, status, code) => {
    const registry = createOciRegistry();
    registry.push({ repository: "app", tags: ["1"] });
    const answer = await ask(registry, path);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ errors: [{ code }] });
  });

  it("takes no push over the network, and knows no other paths", async () => {
    const registry = createOciRegistry();
    expect((await ask(registry, "/v2/app/blobs/uploads", { method: "POST" })).status).toBe(405);
    expect((await ask(registry, "/v1/")).status).toBe(404);
  });

  it.each([
    [{ repository: "Team/App", tags: [] }, /repository "Team\/App"/],
    [{ repository: "app", tags: ["a b"] }, /tag "a b"/],
  ])("refuses a push of %o", (image, because) => {
    expect(() => createOciRegistry().push(image)).toThrow(because);
  });
});

describe("a private registry", () => {
  const account = { username: "flux", password: "secret" };

  it("compares the credentials of Basic authentication", async () => {
    const registry = createOciRegistry({ authentication: { kind: "basic", ...account } });
    const refused = await ask(registry, "/v2/");
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toBe(`Basic realm="registry:5000"`);
    expect((await ask(registry, "/v2/", basic("flux:wrong"))).status).toBe(401);
    expect((await ask(registry, "/v2/", basic("flux:secret"))).status).toBe(200);
  });

  it("gives tokens for one repository, until its authentication changes", async () => {
    const registry = createOciRegistry({ authentication: { kind: "bearer", ...account } });
    registry.push({ repository: "app", tags: ["1"] });
    const challenge = (await ask(registry, "/v2/")).headers.get("www-authenticate");
    expect(challenge).toBe(`Bearer realm="${base}/token",service="registry:5000"`);
    expect((await ask(registry, "/token", basic("flux:wrong"))).status).toBe(401);
    const given = await ask(registry, "/token?scope=repository:app:pull", basic("flux:secret"));
    const { token } = (await given.json()) as { token: string };
    const headers = { authorization: `Bearer ${token}` };
    expect((await ask(registry, "/v2/app/manifests/1", { headers })).status).toBe(200);
    expect((await ask(registry, "/v2/other/manifests/1", { headers })).status).toBe(401);
    registry.authenticate({ kind: "bearer", ...account, password: "new" });
    expect((await ask(registry, "/v2/app/manifests/1", { headers })).status).toBe(401);
  });
});
