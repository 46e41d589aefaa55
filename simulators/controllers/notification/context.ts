import type { Follower } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import type { EventRecorder } from "../runtime/event-recorder.ts";
import type { MetadataCache } from "./metadata-cache.ts";

/** What both servers of notification-controller work with. */
export interface NotificationContext {
  process: ControllerProcess;
  events: EventRecorder;
  alerts: Follower;
  providers: Follower;
  receivers: Follower;
  metadata: MetadataCache;
}

/** An object of the same namespace. */
export interface LocalReference {
  name: string;
}

/** An object that an Alert or a Receiver names. */
export interface ObjectReference {
  apiVersion?: string;
  kind: string;
  /** `*` for all, or all with these labels. */
  name: string;
  namespace?: string;
  matchLabels?: Record<string, string>;
}

/** The group of `notification.toolkit.fluxcd.io/v1`; empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
}

export function hasLabels(
  labels: Record<string, string> | undefined,
  wanted: Record<string, string>,
): boolean {
  return Object.entries(wanted).every(([key, value]) => labels?.[key] === value);
}
