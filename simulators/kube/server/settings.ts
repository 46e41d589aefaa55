import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../../harness/core/clock.ts";
import { makePki } from "../../support/pki.ts";
import type { User } from "../model/access.ts";
import type { ServiceAccountKeys } from "./api-server.ts";
import { allOf, FlagError, type Flags, isOn, lastOf } from "./flags.ts";
import { parseTokenFile } from "./token-file.ts";

/** What the flags of kube-apiserver come to, with the files they name read. */
export interface ServerSettings {
  host: string;
  port: number;
  tls: { key: string; certificate: string; clientCa?: string };
  /** PEM of the authority that signed `tls.certificate`, as far as it is known. */
  caCertificate?: string;
  tokens: Map<string, User>;
  serviceAccounts?: ServiceAccountKeys;
  anonymous: boolean;
  authorization: "RBAC" | "AlwaysAllow";
  auditLog?: string;
  auditPolicy?: string;
  controllerManager: boolean;
  disabledAdmissionPlugins: string[];
}

const defaultPort = 6443;

/** @throws FlagError naming flag and file. */
export async function readSettings(flags: Flags, clock: Clock): Promise<ServerSettings> {
  const clientCa = lastOf(flags, "client-ca-file");
  const tokenFile = lastOf(flags, "token-auth-file");
  const auditLog = lastOf(flags, "audit-log-path");
  const auditPolicy = lastOf(flags, "audit-policy-file");
  const serviceAccounts = readServiceAccounts(flags);
  const { key, certificate, ...made } = await servingKeys(flags, clock);
  const authorization = readAuthorization(flags);
  const rootCa = lastOf(flags, "simulate-root-ca-file");
  const caCertificate = rootCa ? readGiven("simulate-root-ca-file", rootCa) : made.caCertificate;
  return {
    // The real default is every address; a simulator stays on this machine unless told.
    host: lastOf(flags, "bind-address") ?? "127.0.0.1",
    port: readPort(lastOf(flags, "secure-port")),
    tls: {
      key,
      certificate,
      ...(clientCa && { clientCa: readGiven("client-ca-file", clientCa) }),
    },
    ...(caCertificate && { caCertificate }),
    tokens: tokenFile
      ? parseTokenFile(readGiven("token-auth-file", tokenFile), tokenFile)
      : new Map(),
    ...(serviceAccounts && { serviceAccounts }),
    // As the real server: where everyone may do everything, everyone says who they are.
    anonymous: authorization !== "AlwaysAllow" && isOn(flags, "anonymous-auth", true),
    authorization,
    ...(auditLog && { auditLog }),
    ...(auditPolicy && { auditPolicy: readGiven("audit-policy-file", auditPolicy) }),
    controllerManager: isOn(flags, "simulate-controller-manager", false),
    disabledAdmissionPlugins: allOf(flags, "disable-admission-plugins"),
  };
}

/** Named files, else `apiserver.crt` and `apiserver.key` in `--cert-dir`, made there if they are missing. */
async function servingKeys(
  flags: Flags,
  clock: Clock,
): Promise<{ certificate: string; key: string; caCertificate?: string }> {
  const certificateFile = lastOf(flags, "tls-cert-file");
  const keyFile = lastOf(flags, "tls-private-key-file");
  if (certificateFile && keyFile) {
    return {
      certificate: readGiven("tls-cert-file", certificateFile),
      key: readGiven("tls-private-key-file", keyFile),
    };
  }
  const folder = lastOf(flags, "cert-dir");
  const files = folder && {
    certificate: join(folder, "apiserver.crt"),
    key: join(folder, "apiserver.key"),
  };
  if (files && existsSync(files.certificate) && existsSync(files.key)) {
    return {
      certificate: readGiven("cert-dir", files.certificate),
      key: readGiven("cert-dir", files.key),
    };
  }
  const pki = await makePki(clock);
  const made = {
    certificate: `${pki.serverCertificate}\n${pki.caCertificate}`,
    key: pki.serverKey,
  };
  if (files && folder) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(files.certificate, made.certificate);
    writeFileSync(files.key, made.key, { mode: 0o600 });
  }
  return { ...made, caCertificate: pki.caCertificate };
}

function readServiceAccounts(flags: Flags): ServiceAccountKeys | undefined {
  const [issuer] = allOf(flags, "service-account-issuer");
  const signing = lastOf(flags, "service-account-signing-key-file");
  if (!issuer || !signing) return undefined;
  const audiences = allOf(flags, "api-audiences");
  return {
    issuer,
    ...(audiences.length > 0 && { audiences }),
    signingKey: readKey("service-account-signing-key-file", signing, createPrivateKey),
    publicKeys: allOf(flags, "service-account-key-file").map((file) =>
      // A private key will do: its public half is taken.
      readKey("service-account-key-file", file, createPublicKey),
    ),
  };
}

function readKey(flag: string, file: string, read: (pem: string) => KeyObject): KeyObject {
  const text = readGiven(flag, file);
  try {
    return read(text);
  } catch (error) {
    throw new FlagError(`--${flag} ${file}: expected a key in PEM: ${(error as Error).message}`);
  }
}

function readGiven(flag: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new FlagError(`--${flag} ${file}: ${(error as Error).message}`);
  }
}

function readPort(text: string | undefined): number {
  const port = Number(text ?? defaultPort);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new FlagError(`--secure-port ${text}: expected a port number from 0 to 65535`);
}

/** Of several modes any may allow: with AlwaysAllow among them everything is. */
function readAuthorization(flags: Flags): "RBAC" | "AlwaysAllow" {
  const modes = allOf(flags, "authorization-mode");
  const known = ["RBAC", "AlwaysAllow", "Node"];
  const unknown = modes.find((mode) => !known.includes(mode));
  if (unknown) {
    throw new FlagError(
      `--authorization-mode ${unknown}: the simulator has ${known.join(", ")}; webhooks, ABAC and AlwaysDeny it has not`,
    );
  }
  return modes.includes("RBAC") && !modes.includes("AlwaysAllow") ? "RBAC" : "AlwaysAllow";
}
