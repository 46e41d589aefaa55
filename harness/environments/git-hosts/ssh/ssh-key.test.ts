import { createPublicKey } from "node:crypto";
import { expect, test } from "vitest";
import { knownHost, makeSshKey } from "./ssh-key.ts";

test("a key is of the form that RFC 5656 gives it, and its halves belong together", () => {
  const { privateKey, publicKey } = makeSshKey();
  expect(privateKey).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n/);
  const [algorithm, base64 = ""] = publicKey.split(" ");
  const blob = Buffer.from(base64, "base64");
  expect(algorithm).toBe("ecdsa-sha2-nistp256");
  expect(blob).toHaveLength(4 + 19 + 4 + 8 + 4 + 65);
  const { x, y } = createPublicKey(privateKey).export({ format: "jwk" });
  const point = blob.subarray(-64);
  expect([point.subarray(0, 32), point.subarray(32)].map((n) => n.toString("base64url"))).toEqual([
    ...[x, y],
  ]);
  expect(makeSshKey().publicKey).not.toBe(publicKey);
});

test("a server is known by its port unless that is the usual one", () => {
  const publicKey = "ecdsa-sha2-nistp256 AAAA";
  expect(knownHost({ host: "10.0.0.1", port: 2222, publicKey })).toBe(
    "[10.0.0.1]:2222 ecdsa-sha2-nistp256 AAAA\n",
  );
  expect(knownHost({ host: "git.example", port: 22, publicKey })).toBe(
    "git.example ecdsa-sha2-nistp256 AAAA\n",
  );
});
