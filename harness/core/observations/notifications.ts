import type { SinkEvent } from "../seen-objects.ts";

/** What is seen of notifications that go out and webhooks that come in. */
export type NotificationObservation =
  /** One request at the sink of notifications, recorded when its answer ended. `tMs` is the start. */
  | {
      type: "sink.request";
      /** The first part of the path, which tells one Provider from another. */
      inbox: string;
      /** 0 when the connection ended before any answer. */
      status: number;
      durationMs: number;
      /** How the answer ended: whole, cut by a fault, or abandoned by the client. */
      ended: "whole" | "cut" | "abandoned";
      /** Ids of the faults that met this request. */
      faults: string[];
      /** Held to the inbox's own token; `none` without a signature, as Providers of type `generic` send. */
      signature: "valid" | "invalid" | "none";
      /** Absent where the body is no event as Flux sends them. */
      event?: SinkEvent;
    }
  /** A webhook sent to a Receiver, recorded when its answer came. Its path is a secret and no part of it. */
  | {
      type: "hook.request";
      receiver: string;
      /** The path the Receiver has in its status, or one that no Receiver has. */
      path: "own" | "unknown";
      signature: "valid" | "wrong" | "none";
      status: number;
      durationMs: number;
    };
