import { byManager } from "../../contract/testing/play.ts";

/** A JSON value with what differs from server to server and run to run named instead of told. */
export function hide(value: unknown, key = ""): unknown {
  if (typeof value === "string") {
    if (key === "resourceVersion" && /^\d+$/.test(value)) return "$version";
    if (key === "caBundle") return "$ca";
    return hideText(value);
  }
  if (key === "managedFields" && Array.isArray(value)) {
    return byManager(value).map((each) => hide(each));
  }
  if (Array.isArray(value)) return value.map((item) => hide(item));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, hide(each, name)]));
}

function hideText(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "$uid")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "$time")
    .replace(/(made-|kube-api-access-)[bcdfghjklmnpqrstvwxz2456789]{5}/g, "$1$suffix")
    .replace(/in record \(\d+\)/, "in record ($version)")
    .replace(/127\.0\.0\.1:\d+/g, "$place");
}
