import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { request } from "node:https";
import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import type { RequestContext } from "./handler.ts";
import { makeAuthority } from "./testing/client-certificates.ts";
import { listener } from "./testing/started-listener.ts";
import { pki, send, textOf, tlsOf } from "./testing/transports.ts";

const authority = await makeAuthority("ours");
const stranger = await makeAuthority("theirs");
const tls = {
  key: pki.serverKey,
  certificate: pki.serverCertificate,
  clientCa: authority.certificate,
};

/** What a handler is told of clients, over HTTP/1.1 and HTTP/2. */
async function contextsOf(client: { key?: string; cert?: string }) {
  const seen: RequestContext[] = [];
  const { port } = await listener(
    async (_request, context) => {
      seen.push(context);
      return new Response("seen");
    },
    { tls },
  );
  const sent = request({ port, host: "127.0.0.1", ca: pki.caCertificate, agent: false, ...client });
  const [answer] = await once(sent.end(), "response");
  answer.resume();
  await once(answer, "end");
  const session = connectHttp2(`https://127.0.0.1:${port}`, { ca: pki.caCertificate, ...client });
  onTestFinished(() => session.destroy());
  const stream = session.request();
  await once(stream.resume(), "end");
  return seen;
}

test("tells whom a verified certificate names", async () => {
  const uid = "1.3.6.1.4.1.57683.2";
  const client = await authority.certify(`CN=flux, O=system:masters, O="a, b", ${uid}=#0C0375696B`);
  const { fingerprint256 } = new X509Certificate(client.cert);
  const certificate = {
    commonName: "flux",
    organizations: ["system:masters", "a, b"],
    uid: "uik",
    sha256: fingerprint256.replaceAll(":", "").toLowerCase(),
  };
  const contexts = await contextsOf(client);
  expect(contexts).toEqual([
    { faults: [], certificate },
    { faults: [], certificate },
  ]);
});

test("serves clients without a certificate, and tells of none", async () => {
  expect(await contextsOf({})).toEqual([{ faults: [] }, { faults: [] }]);
});

test("tells why a certificate isn't believed", async () => {
  const strange = await contextsOf(await stranger.certify("CN=admin, O=system:masters"));
  const expired = await contextsOf(await authority.certify("CN=admin", -1));
  const problems = [...strange, ...expired].map(({ certificateProblem }) => certificateProblem);
  expect(problems).toEqual([
    ...["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ...["CERT_HAS_EXPIRED", "CERT_HAS_EXPIRED"],
  ]);
  expect([...strange, ...expired].some(({ certificate }) => certificate)).toBe(false);
});

test("asks nobody for a certificate without a client CA", async () => {
  const client = await authority.certify("CN=flux");
  const seen: RequestContext[] = [];
  const { port } = await listener(async (_request, context) => {
    seen.push(context);
    return new Response();
  }, tlsOf("http/2"));
  const session = connectHttp2(`https://127.0.0.1:${port}`, { ca: pki.caCertificate, ...client });
  onTestFinished(() => session.destroy());
  await once(session.request().resume(), "end");
  expect(seen).toEqual([{ faults: [] }]);
});

test("survives clients that speak no TLS or give up on it", async () => {
  const { port } = await listener(async () => new Response("fine"), tlsOf("http/2"));
  const plain = connectTcp(port, "127.0.0.1");
  plain.write("GET / HTTP/1.1\r\n\r\n");
  await once(plain.resume(), "close");
  await expect(once(connectTls({ port, host: "127.0.0.1" }), "secureConnect")).rejects.toThrow();
  const sent = await send({ transport: "http/2", port });
  expect(await textOf(sent)).toBe("fine");
});
