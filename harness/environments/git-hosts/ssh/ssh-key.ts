import { generateKeyPairSync, type JsonWebKey } from "node:crypto";

/** A key pair for SSH. */
export interface SshKey {
  /** PEM, as OpenSSH and Go's libraries read it. */
  privateKey: string;
  /** As OpenSSH writes it on one line: algorithm and key, without a comment. */
  publicKey: string;
}

const algorithm = "ecdsa-sha2-nistp256";

/** A new key on the curve P-256, which every SSH server and client takes. */
export function makeSshKey(): SshKey {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = pair.publicKey.export({ format: "jwk" }) as JsonWebKey;
  // RFC 5656, section 3.1: the point uncompressed, all in strings with their lengths before them.
  const point = Buffer.concat([
    Buffer.from([4]),
    ...[x, y].map((n) => Buffer.from(n, "base64url")),
  ]);
  const blob = Buffer.concat([algorithm, "nistp256", point].map(lengthFirst));
  return {
    privateKey: pair.privateKey.export({ type: "sec1", format: "pem" }).toString(),
    publicKey: `${algorithm} ${blob.toString("base64")}`,
  };
}

function lengthFirst(text: string | Buffer): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The line of `known_hosts` for a server at a port. */
export function knownHost(server: { host: string; port: number; publicKey: string }): string {
  const { host, port, publicKey } = server;
  return `${port === 22 ? host : `[${host}]:${port}`} ${publicKey}\n`;
}
