import { isIPv4, isIPv6 } from "node:net";

/** Whether a string is what `format` says, or undefined for a format that CRDs do not check. */
export function matchesFormat(format: string, text: string): boolean | undefined {
  const check = checks.get(format.replaceAll("-", "")) ?? checks.get(format);
  return check?.(text);
}

const uuid = (version: string, variant: string) =>
  new RegExp(
    `^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`,
    "i",
  );
const matches = (pattern: RegExp) => (text: string) => pattern.test(text);
const hostname =
  /^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$/u;
const shortName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** By the names of the formats of structural schemas, dashes left out as Go does. */
const checks = new Map<string, (text: string) => boolean>([
  ["uri", isRequestUri],
  ["email", matches(/^(?:[^<>]*<)?[^\s@<>]+@[^\s@<>]+>?$/)],
  ["hostname", (text) => text.length <= 255 && hostname.test(text) && longestPart(text) <= 63],
  ["ipv4", isIPv4],
  ["ipv6", isIPv6],
  ["cidr", isCidr],
  ["mac", matches(/^(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i)],
  ["uuid", matches(uuid("[0-9a-f]", "[0-9a-f]"))],
  ["uuid3", matches(uuid("3", "[0-9a-f]"))],
  ["uuid4", matches(uuid("4", "[89ab]"))],
  ["uuid5", matches(uuid("5", "[89ab]"))],
  ["hexcolor", matches(/^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/)],
  ["ssn", matches(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/)],
  ["byte", matches(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/)],
  ["date", (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))],
  ["datetime", isDateTime],
  ["duration", isDuration],
  ["k8sshortname", (text) => text.length <= 63 && shortName.test(text)],
  [
    "k8slongname",
    (text) => text.length <= 253 && text.split(".").every((part) => shortName.test(part)),
  ],
]);

function longestPart(text: string): number {
  return Math.max(...text.split(".").map((part) => part.length));
}

function isRequestUri(text: string): boolean {
  if (/[\0-\x20\x7f]/.test(text)) return false;
  return text.startsWith("/") || /^[a-zA-Z][a-zA-Z0-9+.-]*:./.test(text);
}

function isCidr(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  if (bits === undefined || rest.length > 0 || !/^\d{1,3}$/.test(bits)) return false;
  return (isIPv4(address) && Number(bits) <= 32) || (isIPv6(address) && Number(bits) <= 128);
}

function isDateTime(text: string): boolean {
  const pattern = /^\d{4}-\d{2}-\d{2}[tT ]\d{2}:\d{2}:\d{2}([.,]\d+)?([zZ]|[+-]\d{2}:?\d{2})$/;
  return pattern.test(text) && !Number.isNaN(Date.parse(text.replace(" ", "T")));
}

/** Go's durations, and Scala's (`22 ns`, `3 weeks`). */
function isDuration(text: string): boolean {
  const go = /^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
  const scala =
    /^\d+\s*(?:n|ns|nano|nanos|u|us|µs|micro|micros|ms|milli|millis|s|sec|secs|second|seconds|m|min|mins|minute|minutes|h|hr|hrs|hour|hours|d|day|days|w|wk|wks|week|weeks)$/;
  return go.test(text) || scala.test(text);
}
