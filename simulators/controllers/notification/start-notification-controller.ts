import type { Handler } from "../../support/handler.ts";
import type { ApiObject } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { createEventRecorder } from "../runtime/event-recorder.ts";
import type { Result } from "../runtime/reconcile-errors.ts";
import { type RunningController, startController } from "../runtime/start-controller.ts";
import type { NotificationContext } from "./context.ts";
import { eventServer } from "./event-server.ts";
import { metadataCache } from "./metadata-cache.ts";
import { receiverServer } from "./receiver-server.ts";
import { reconcileReceiver } from "./reconcile-receiver.ts";
import { reconcileAlert, reconcileProvider } from "./static-objects.ts";

const group = "notification.toolkit.fluxcd.io";

export interface NotificationController {
  running: RunningController[];
  /** `POST /`: what the other controllers tell. */
  events: Handler;
  /** `/hook/…`: what others call. */
  receiver: Handler;
}

/** Starts the model of notification-controller; it runs until its process ends. */
export function startNotificationController(process: ControllerProcess): NotificationController {
  const workers = process.flags.concurrent;
  const start = (
    kind: string,
    version: string,
    reconcile: (context: NotificationContext, object: ApiObject) => Promise<Result>,
  ) =>
    startController(process, {
      ...{ kind, workers },
      collection: { apiVersion: `${group}/${version}`, resource: `${kind.toLowerCase()}s` },
      reconcile: (object) => reconcile(context, object),
    });
  const alerts = start("Alert", "v1beta3", reconcileAlert);
  const providers = start("Provider", "v1beta3", reconcileProvider);
  const receivers = start("Receiver", "v1", reconcileReceiver);
  const context: NotificationContext = {
    process,
    events: createEventRecorder(process),
    alerts: alerts.cache,
    providers: providers.cache,
    receivers: receivers.cache,
    metadata: metadataCache(process),
  };
  return {
    running: [alerts, providers, receivers],
    events: eventServer(context),
    receiver: receiverServer(context),
  };
}
