import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const dayMs = 24 * 3600 * 1000;

const keys = () => webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);

/** An authority that certifies clients, for tests. */
export async function makeAuthority(name: string) {
  const own = await keys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys: own,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + dayMs),
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  /** @param subject `CN=a,O=b`; `days` from now until the certificate expires. */
  async function certify(subject: string, days = 1) {
    const client = await keys();
    const made = await x509.X509CertificateGenerator.create({
      subject,
      issuer: certificate.subject,
      publicKey: client.publicKey,
      signingKey: own.privateKey,
      signingAlgorithm: algorithm,
      notBefore: new Date(Date.now() - 3 * dayMs),
      notAfter: new Date(Date.now() + days * dayMs),
      extensions: [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])],
    });
    const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", client.privateKey);
    return { cert: made.toString("pem"), key: x509.PemConverter.encode(pkcs8, "PRIVATE KEY") };
  }
  return { certificate: certificate.toString("pem"), certify };
}
