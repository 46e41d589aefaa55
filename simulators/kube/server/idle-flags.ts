import type { Flags } from "./flags.ts";

/** Those that change what the simulator does. */
const acting = [
  "anonymous-auth",
  "api-audiences",
  "audit-log-path",
  "audit-policy-file",
  "authorization-mode",
  "bind-address",
  "cert-dir",
  "client-ca-file",
  "disable-admission-plugins",
  "secure-port",
  "service-account-issuer",
  "service-account-key-file",
  "service-account-signing-key-file",
  "simulate-controller-manager",
  "simulate-root-ca-file",
  "tls-cert-file",
  "tls-private-key-file",
  "token-auth-file",
];

/** What was given and changes nothing, as one line for the log: nobody is to rely on it. */
export function describeIdleFlags(flags: Flags): string | undefined {
  const idle = [...flags.keys()].filter((name) => !acting.includes(name)).sort();
  if (idle.length === 0) return undefined;
  return `Without effect in the simulator: ${idle.map((name) => `--${name}`).join(", ")}`;
}
