import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Values } from "../helm-release.ts";

export type ReleaseStatus =
  | "deployed"
  | "failed"
  | "superseded"
  | "uninstalling"
  | "uninstalled"
  | "pending-install"
  | "pending-upgrade"
  | "pending-rollback";

/** A release as Helm stores it, as far as it is heeded. */
export interface Release {
  name: string;
  namespace: string;
  version: number;
  info: {
    /** ISO 8601. */
    first_deployed: string;
    last_deployed: string;
    deleted: string;
    description: string;
    status: ReleaseStatus;
  };
  chart: { metadata: { name: string; version: string; appVersion?: string } };
  /** The values it was made with, beside the chart's own. */
  config: Values | null;
  /** What was rendered, in the order of installing. */
  manifest: string;
}

export function isPending({ info: { status } }: Release): boolean {
  return status.startsWith("pending-");
}

/** As it is in `data.release` of a Secret: compressed JSON, in base64 twice. */
export function encodeRelease(release: Release): string {
  const inner = gzipSync(JSON.stringify(release)).toString("base64");
  return Buffer.from(inner).toString("base64");
}

export function decodeRelease(text: string): Release {
  const inner = Buffer.from(text, "base64").toString("utf8");
  return JSON.parse(gunzipSync(Buffer.from(inner, "base64")).toString("utf8")) as Release;
}

/** Of all that a HelmRelease holds against what it saw last. */
export function digestOf({ name, version, info, chart, config, manifest, namespace }: Release) {
  const observed = { name, version, info, chart: chart.metadata, config, manifest, namespace };
  return sha256(`${JSON.stringify(observed)}\n`);
}

/** The same for equal values, in whatever order they are written. */
export function digestOfValues(values: Values | null): string {
  const isEmpty = values === null || Object.keys(values).length === 0;
  return sha256(isEmpty ? "" : JSON.stringify(sorted(values)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}

function sha256(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
