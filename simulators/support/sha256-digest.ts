import { createHash } from "node:crypto";

const known = new WeakMap<Uint8Array, string>();

/** `sha256:…` of bytes that nobody changes: looked up once for all in this process who hold the same ones. */
export function sha256Digest(bytes: Uint8Array): string {
  const found = known.get(bytes) ?? `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  known.set(bytes, found);
  return found;
}
