import { isIPv4, isIPv6 } from "node:net";
import type { FieldError } from "../../../model/api-error.ts";
import { invalid } from "../../../model/findings.ts";
import type { Check } from "../check.ts";

/** An address of old may have leading zeros. */
export function isLegacyIp(text: string): boolean {
  const bare = /^\d+(\.\d+){3}$/.test(text) ? text.replace(/\b0+(?=\d)/g, "") : text;
  return isIPv4(bare) || isIPv6(bare);
}

export const ipAddress: Check = (value, at) => {
  const detail = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
  return isLegacyIp(String(value ?? "")) ? [] : [invalid(at, value ?? "", detail)];
};

const ranges: [test: RegExp, told: string][] = [
  [/^127\.|^::1$/, "may not be in the loopback range (127.0.0.0/8, ::1/128)"],
  [/^169\.254\.|^fe80:/i, "may not be in the link-local range (169.254.0.0/16, fe80::/10)"],
  [
    /^224\.0\.0\.|^ff02:/i,
    "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)",
  ],
];

/** An address that traffic from elsewhere may come in by. */
export const addressProblems: Check = (value, at) => {
  const problems = ipAddress(value, at);
  if (problems.length > 0) return problems;
  const address = String(value);
  if (address === "0.0.0.0" || address === "::")
    return [invalid(at, address, `may not be unspecified (${address})`)];
  return ranges.flatMap(([test, told]) => (test.test(address) ? [invalid(at, address, told)] : []));
};

export function cidrProblem(value: string, at: string): FieldError[] {
  if (parseCidr(value)) return [];
  return [invalid(at, value, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")];
}

/** A network as its bits and how many of them count; undefined for what is none. */
export function parseCidr(text: string): { bits: string; length: number } | undefined {
  const [, address = "", length] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  if (length === undefined || !isLegacyIp(address)) return undefined;
  const bits = bitsOf(address);
  return Number(length) <= bits.length ? { bits, length: Number(length) } : undefined;
}

function bitsOf(address: string): string {
  if (!address.includes(":"))
    return address
      .split(".")
      .map((part) => Number(part).toString(2).padStart(8, "0"))
      .join("");
  const [head = "", tail] = address.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const [before, after] = [groups(head), groups(tail ?? "")];
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array.from({ length: Math.max(0, missing) }, () => "0"), ...after]
    .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, "0"))
    .join("");
}

/** Whether all of `inner`, and not all of `outer`, is in both. */
export function isStrictSubset(inner: string, outer: string): boolean {
  const [small, large] = [parseCidr(inner), parseCidr(outer)];
  if (!small || !large || small.bits.length !== large.bits.length) return false;
  const prefix = large.bits.slice(0, large.length);
  return small.length > large.length && small.bits.startsWith(prefix);
}
