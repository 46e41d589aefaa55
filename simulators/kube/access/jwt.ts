import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";

/** Signs with RS256 or ES256, ES384, ES512, as the key is. */
export interface SigningKey {
  privateKey: KeyObject;
}

/** Claims the API server puts into the tokens of ServiceAccounts; times are seconds since the epoch. */
export interface Claims {
  aud: string[];
  exp: number;
  iat: number;
  iss: string;
  jti?: string;
  "kubernetes.io": BoundTo;
  nbf: number;
  sub: string;
}

export interface BoundTo {
  namespace: string;
  serviceaccount: NameAndUid;
  pod?: NameAndUid;
  secret?: NameAndUid;
  node?: Partial<NameAndUid>;
  /** From here on the token still works, but ought to have been replaced. */
  warnafter?: number;
}

export interface NameAndUid {
  name: string;
  uid: string;
}

export function signJwt(claims: Claims, { privateKey }: SigningKey): string {
  const algorithm = algorithmOf(privateKey);
  const header = { alg: algorithm.name, kid: keyId(createPublicKey(privateKey)) };
  const signed = `${encode(header)}.${encode(sorted(claims))}`;
  const signature = sign(algorithm.hash, Buffer.from(signed), {
    key: privateKey,
    dsaEncoding: "ieee-p1363",
  });
  return `${signed}.${signature.toString("base64url")}`;
}

/** The claims without any check of who signed them; undefined if it is no JWT. */
export function readClaims(token: string): Claims | undefined {
  const parts = token.split(".");
  if (parts.length !== 3) return undefined;
  const claims = decode(parts[1]);
  return claims && typeof claims.iss === "string" ? (claims as unknown as Claims) : undefined;
}

export type Verification = { claims: Claims } | { problem: string } | "not-ours";

/** Holds the signature to the keys; what the claims say is judged elsewhere. */
export function verifyJwt(token: string, keys: readonly KeyObject[]): Verification {
  const [head = "", payload = "", signature = ""] = token.split(".");
  const header = decode(head);
  const claims = readClaims(token);
  if (!header || !claims) return "not-ours";
  const candidates = header.kid ? keys.filter((key) => keyId(key) === header.kid) : keys;
  if (candidates.length === 0) return { problem: "invalid signature, no keys found" };
  const valid = candidates.some((key) => {
    const algorithm = algorithmOf(key);
    return (
      algorithm.name === header.alg &&
      verify(
        algorithm.hash,
        Buffer.from(`${head}.${payload}`),
        { key, dsaEncoding: "ieee-p1363" },
        Buffer.from(signature, "base64url"),
      )
    );
  });
  if (valid) return { claims };
  return { problem: "go-jose/go-jose: error in cryptographic primitive" };
}

/** As the API server names its keys: the digest of the public key's DER form. */
export function keyId(publicKey: KeyObject): string {
  const der = publicKey.export({ type: "spki", format: "der" });
  return createHash("sha256").update(der).digest("base64url");
}

function algorithmOf(key: KeyObject): { name: string; hash: string } {
  if (key.asymmetricKeyType === "rsa") return { name: "RS256", hash: "sha256" };
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (curve === "prime256v1") return { name: "ES256", hash: "sha256" };
  if (curve === "secp384r1") return { name: "ES384", hash: "sha384" };
  if (curve === "secp521r1") return { name: "ES512", hash: "sha512" };
  throw new Error(
    `keys of ServiceAccounts are RSA or ECDSA, not ${curve ?? key.asymmetricKeyType}`,
  );
}

function sorted(claims: Claims): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function decode(part: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? "", "base64url").toString());
    return value !== null && typeof value === "object"
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
