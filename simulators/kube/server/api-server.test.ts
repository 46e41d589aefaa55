import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { manualClock } from "../../support/manual-clock.ts";
import { seededRandom } from "../../support/random.ts";
import type { ServedExchange } from "../http/serve-request.ts";
import { decodeProtobuf } from "../protobuf/protobuf.ts";
import { createApiServer } from "./api-server.ts";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });

function start() {
  const clock = manualClock();
  const exchanges: ServedExchange[] = [];
  const server = createApiServer({
    clock,
    random: seededRandom(1),
    tokens: new Map([
      ["root", { name: "root", groups: ["system:masters"] }],
      ["joe", { name: "joe", groups: ["people"] }],
    ]),
    serviceAccounts: { issuer: "https://issuer", signingKey: privateKey, publicKeys: [publicKey] },
    report: (exchange) => exchanges.push(exchange),
  });
  const ask = async (
    method: string,
    path: string,
    {
      token,
      body,
      headers = {},
    }: { token?: string; body?: object; headers?: Record<string, string> } = {},
  ) => {
    const request = new Request(`https://kube${path}`, {
      method,
      headers: {
        ...(body && { "content-type": "application/json" }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const response = await server.handle(request, { faults: [] });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    return { status: response.status, text, bytes, json: () => JSON.parse(text) };
  };
  return { clock, ask, exchanges, server };
}

const rbac = "/apis/rbac.authorization.k8s.io/v1";
const role = (name: string, verbs: string[]) => ({
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "ClusterRole",
  metadata: { name },
  rules: [{ apiGroups: [""], resources: ["configmaps"], verbs }],
});
const binding = (name: string, subject: object) => ({
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "ClusterRoleBinding",
  metadata: { name },
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
  subjects: [{ apiGroup: "rbac.authorization.k8s.io", ...subject }],
});

describe("an API server with users", () => {
  test("lets nobody in without rights, and tells health to all", async () => {
    const { ask } = start();
    const denied = await ask("GET", "/api/v1/configmaps");
    expect(denied.status).toBe(403);
    expect(denied.json().message).toBe(
      'configmaps is forbidden: User "system:anonymous" cannot list resource "configmaps" in API group "" at the cluster scope',
    );
    expect((await ask("GET", "/readyz")).status).toBe(200);
    expect((await ask("GET", "/readyz", { token: "nobody" })).status).toBe(401);
    expect((await ask("GET", "/api/v1/configmaps", { token: "root" })).status).toBe(200);
  });

  test("a new binding counts from the next request on, and so does its end", async () => {
    const { ask } = start();
    const path = "/api/v1/namespaces/default/configmaps";
    const get = () => ask("GET", path, { token: "joe" });
    expect((await get()).status).toBe(403);
    const create = (to: string, body: object) => ask("POST", to, { token: "root", body });
    await create(`${rbac}/clusterroles`, role("reader", ["list"]));
    await create(
      `${rbac}/clusterrolebindings`,
      binding("reader", { kind: "Group", name: "people" }),
    );
    expect((await get()).status).toBe(200);
    await ask("DELETE", `${rbac}/clusterrolebindings/reader`, { token: "root" });
    expect((await get()).status).toBe(403);
  });

  test("nobody grants what they have not", async () => {
    const { ask } = start();
    const create = (token: string, to: string, body: object) => ask("POST", to, { token, body });
    const makers = {
      ...role("maker", []),
      rules: [
        {
          apiGroups: ["rbac.authorization.k8s.io"],
          resources: ["clusterroles"],
          verbs: ["create"],
        },
      ],
    };
    await create("root", `${rbac}/clusterroles`, makers);
    await create(
      "root",
      `${rbac}/clusterrolebindings`,
      binding("maker", { kind: "User", name: "joe" }),
    );
    const refused = await create("joe", `${rbac}/clusterroles`, role("more", ["get"]));
    expect(refused.status).toBe(403);
    expect(refused.json().message).toContain(
      "is attempting to grant RBAC permissions not currently held",
    );
  });

  test("a service account's token is made, good, and no longer good once the account is gone", async () => {
    const { ask, clock } = start();
    const accounts = "/api/v1/namespaces/default/serviceaccounts";
    await ask("POST", accounts, { token: "root", body: { metadata: { name: "flux" } } });
    const made = await ask("POST", `${accounts}/flux/token`, { token: "root", body: { spec: {} } });
    expect(made.status).toBe(201);
    const { token } = made.json().status;
    const whoami = () =>
      ask("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", { token, body: {} });
    expect((await whoami()).json().status.userInfo.username).toBe(
      "system:serviceaccount:default:flux",
    );
    await ask("DELETE", `${accounts}/flux`, { token: "root" });
    // The real server trusts a token that was good for ten seconds, too.
    clock.advance(11_000);
    expect((await whoami()).status).toBe(401);
  });

  test("impersonates for those who may, and nobody else", async () => {
    const { ask, exchanges } = start();
    const as = { "impersonate-user": "joe", "impersonate-group": "people" };
    const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    const seen = await ask("POST", path, { token: "root", body: {}, headers: as });
    expect(seen.json().status.userInfo).toEqual({
      username: "joe",
      groups: ["people", "system:authenticated"],
    });
    const refused = await ask("POST", path, { token: "joe", body: {}, headers: as });
    expect(refused.status).toBe(403);
    expect(exchanges.at(-1)?.attributes.user.name).not.toBe("root");
  });

  test("tells failures in protobuf to clients that take it first", async () => {
    const { ask } = start();
    const accept = "application/vnd.kubernetes.protobuf,application/json";
    const options = { token: "root", headers: { accept } };
    const missing = await ask("GET", "/api/v1/namespaces/default/configmaps/none", options);
    expect(missing.status).toBe(404);
    expect(decodeProtobuf(missing.bytes)).toMatchObject({ kind: "Status", reason: "NotFound" });
    const found = await ask("GET", "/api/v1/namespaces/default", options);
    expect(decodeProtobuf(found.bytes)).toMatchObject({ metadata: { name: "default" } });
  });

  test("reports each request with who asked for what, a watch when it ends", async () => {
    const { exchanges, server } = start();
    const ending = new AbortController();
    const request = new Request("https://kube/api/v1/namespaces?watch=1", {
      headers: { authorization: "Bearer root", "user-agent": "test/1" },
      signal: ending.signal,
    });
    await server.handle(request, { faults: [] });
    expect(exchanges).toEqual([]);
    ending.abort();
    await new Promise((resolve) => setImmediate(resolve));
    expect(exchanges).toMatchObject([
      {
        attributes: { user: { name: "root" }, verb: "watch", resource: "namespaces" },
        uri: "/api/v1/namespaces?watch=1",
        agent: "test/1",
        status: 200,
      },
    ]);
  });

  test("tries a creation with a resource version only in a dry run, which the storage never sees", async () => {
    const { ask } = start();
    const path = "/api/v1/namespaces/default/configmaps";
    const body = { metadata: { name: "copied", resourceVersion: "7" } };
    expect((await ask("POST", path, { token: "root", body })).status).toBe(500);
    expect((await ask("POST", `${path}?dryRun=All`, { token: "root", body })).status).toBe(201);
  });
});
