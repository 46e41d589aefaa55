import { generateKeyPairSync, randomBytes, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import type * as x509Package from "@peculiar/x509";
import type { Clock } from "../../harness/core/clock.ts";

/** Certificates and keys of one run, PEM. They outlive no run: nothing renews them. */
export interface Pki {
  caCertificate: string;
  serverCertificate: string;
  serverKey: string;
  /** Signs the tokens of ServiceAccounts. */
  serviceAccountKey: string;
  serviceAccountPublicKey: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const dayMs = 24 * 3600 * 1000;

/**
 * A certificate authority and a serving certificate for 127.0.0.1, good for a week.
 * @param hosts more addresses or names that it serves by
 */
export async function makePki(clock: Clock, hosts: readonly string[] = []): Promise<Pki> {
  // More files than all else that a server is made of: read where certificates are made, and only there.
  await import("reflect-metadata");
  const x509: typeof x509Package = await import("@peculiar/x509");
  const [authorityKeys, serverKeys] = await Promise.all([generateKeys(), generateKeys()]);
  // A clock that was set back a little since must not make them invalid.
  const notBefore = new Date(clock.epochMs() - dayMs);
  const notAfter = new Date(clock.epochMs() + 7 * dayMs);
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=fluxproof run CA",
    keys: authorityKeys,
    signingAlgorithm: algorithm,
    notBefore,
    notAfter,
    serialNumber: serialNumber(),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
    ],
  });
  const server = await x509.X509CertificateGenerator.create({
    subject: "CN=kube-apiserver",
    issuer: authority.subject,
    publicKey: serverKeys.publicKey,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm: algorithm,
    notBefore,
    notAfter,
    serialNumber: serialNumber(),
    extensions: [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: "ip", value: "127.0.0.1" },
        { type: "dns", value: "localhost" },
        { type: "dns", value: "kubernetes.default.svc" },
        ...hosts.map((value) => ({
          type: isIP(value) ? ("ip" as const) : ("dns" as const),
          value,
        })),
      ]),
    ],
  });
  const serviceAccounts = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    caCertificate: authority.toString("pem"),
    serverCertificate: server.toString("pem"),
    serverKey: x509.PemConverter.encode(
      await webcrypto.subtle.exportKey("pkcs8", serverKeys.privateKey),
      "PRIVATE KEY",
    ),
    serviceAccountKey: serviceAccounts.privateKey
      .export({ type: "pkcs8", format: "pem" })
      .toString(),
    serviceAccountPublicKey: serviceAccounts.publicKey
      .export({ type: "spki", format: "pem" })
      .toString(),
  };
}

/** A bearer token nobody can guess. */
export function makeToken(): string {
  return randomBytes(32).toString("base64url");
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

/** Positive, as RFC 5280 wants it. */
function serialNumber(): string {
  return `01${randomBytes(15).toString("hex")}`;
}
