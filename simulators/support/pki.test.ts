import { createPrivateKey, createPublicKey, sign, verify, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { wallClock } from "./clock.ts";
import { makePki, makeToken } from "./pki.ts";

const pki = await makePki(wallClock());

test("a client that trusts the CA trusts the server at 127.0.0.1", async () => {
  const server = createServer({ key: pki.serverKey, cert: pki.serverCertificate }, (_, response) =>
    response.end("served"),
  );
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    const { port } = server.address() as AddressInfo;
    const sent = request({ host: "127.0.0.1", port, ca: pki.caCertificate, agent: false }).end();
    const [response] = await once(sent, "response");
    expect(response.socket.authorized).toBe(true);
    response.resume();
    await once(response, "end");
    const untrusting = request({ host: "127.0.0.1", port, agent: false }).end();
    await expect(once(untrusting, "response")).rejects.toThrow(/certificate/);
  } finally {
    server.close();
  }
});

test("the server is trusted by the other addresses and names it was given", async () => {
  const { serverCertificate } = await makePki(wallClock(), ["172.18.0.1", "harness.example"]);
  const certificate = new X509Certificate(serverCertificate);
  expect(certificate.checkIP("172.18.0.1")).toBe("172.18.0.1");
  expect(certificate.checkHost("harness.example")).toBe("harness.example");
  expect(certificate.checkIP("172.18.0.2")).toBeUndefined();
});

test("the serving certificate is no authority", () => {
  expect(new X509Certificate(pki.caCertificate).ca).toBe(true);
  expect(new X509Certificate(pki.serverCertificate).ca).toBe(false);
});

test("the key of the ServiceAccounts is one pair", () => {
  const data = Buffer.from("token");
  const signature = sign("sha256", data, createPrivateKey(pki.serviceAccountKey));
  const key = createPublicKey(pki.serviceAccountPublicKey);
  expect(verify("sha256", data, key, signature)).toBe(true);
});

test("tokens differ and need no quoting", () => {
  const tokens = Array.from({ length: 100 }, makeToken);
  expect(new Set(tokens).size).toBe(100);
  for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
});
