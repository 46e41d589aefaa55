import { describe, expect, it } from "vitest";
import { emptyPayload, signAws } from "../support/aws-signature.ts";
import { virtualClock } from "../support/virtual-clock.ts";
import { createBucketServer } from "./bucket-server.ts";

const base = "http://s3:9000";
const credentials = { accessKey: "flux", secretKey: "secret" };

function server(options: { credentials?: typeof credentials } = {}) {
  const host = createBucketServer({ clock: virtualClock(), ...options });
  host.create("apps");
  const ask = (path: string, init?: RequestInit) =>
    host.handle(new Request(base + path, init), { faults: [] });
  return { ...host, ask };
}

describe("a host of buckets", () => {
  it("gives objects with their MD5 as ETag", async () => {
    const { put, ask } = server();
    put("apps", { "a b/c.yaml": "text" });
    const got = await ask("/apps/a%20b/c.yaml");
    expect(got.headers.get("etag")).toBe('"1cb251ec0d568de6a929b520c4aed8d1"');
    expect(await got.text()).toBe("text");
    const head = await ask("/apps/a%20b/c.yaml", { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe("4");
    const other = await ask("/apps/a%20b/c.yaml", { headers: { "if-match": '"0"' } });
    expect(other.status).toBe(412);
    put("apps", { "a b/c.yaml": null });
    expect((await ask("/apps/a%20b/c.yaml")).status).toBe(404);
  });

  it("lists what begins with a prefix, page by page", async () => {
    const { put, ask } = server();
    put("apps", { "x/b & c": "1", "x/a": "2", y: "3" });
    const query = "/apps/?list-type=2&max-keys=1&prefix=x%2F";
    const first = await (await ask(query)).text();
    expect(first).toContain("<Key>x%2Fa</Key>");
    expect(first).toContain("<IsTruncated>true</IsTruncated>");
    expect(first).toContain("<NextContinuationToken>x/a</NextContinuationToken>");
    const second = await (await ask(`${query}&continuation-token=x/a`)).text();
    expect(second).toContain("<Key>x%2Fb%20%26%20c</Key>");
    expect(second).toContain("<IsTruncated>false</IsTruncated>");
  });

  it("says what there isn't", async () => {
    const { ask, remove } = server();
    expect((await ask("/apps/", { method: "HEAD" })).status).toBe(200);
    expect(await (await ask("/apps/gone")).text()).toContain("<Code>NoSuchKey</Code>");
    expect((await ask("/apps/x", { method: "PUT" })).status).toBe(405);
    remove("apps");
    expect(await (await ask("/apps/x")).text()).toContain("<Code>NoSuchBucket</Code>");
  });

  it("compares credentials", async () => {
    const { ask, authenticate } = server({ credentials });
    const as = (accessKey: string, secretKey: string) => {
      const date = "20261125T180000Z";
      const signed = { method: "GET", url: `${base}/apps/`, region: "us-east-1", date };
      const payload = emptyPayload;
      const authorization = signAws({ ...signed, payload }, { accessKey, secretKey });
      const headers = { authorization, "x-amz-date": date, "x-amz-content-sha256": payload };
      return ask("/apps/", { headers });
    };
    const codeOf = async (answer: Response) => /<Code>(.*)<\/Code>/.exec(await answer.text())?.[1];
    expect(await codeOf(await ask("/apps/"))).toBe("AccessDenied");
    expect(await codeOf(await as("other", "secret"))).toBe("InvalidAccessKeyId");
    expect(await codeOf(await as("flux", "wrong"))).toBe("SignatureDoesNotMatch");
    expect((await as("flux", "secret")).status).toBe(200);
    authenticate({ ...credentials, secretKey: "new" });
    expect((await as("flux", "secret")).status).toBe(403);
    authenticate(undefined);
    expect((await ask("/apps/")).status).toBe(200);
  });

  it("refuses names that are none", () => {
    const { create, put } = server();
    expect(() => create("A")).toThrow(/bucket "A"/);
    expect(() => create("apps")).toThrow(/exists already/);
    expect(() => put("gone", {})).toThrow(/no bucket gone/);
  });
});
