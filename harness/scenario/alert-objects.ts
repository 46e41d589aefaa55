import type { KubeObject } from "../core/json.ts";
import { sinkToken, sinkUrl } from "./placeholders.ts";

export interface AlertOptions {
  /** The inbox of the sink; also the name of the Provider, the Alert and the Secret. */
  inbox: string;
  /** The kinds whose events go there. */
  kinds: string[];
  /** Only of the object of this name; all of them by default. */
  name?: string;
  /** `error` lets only those through; default `info`, which lets all. */
  severity?: "info" | "error";
  /** Regular expressions; an event goes there only if its message fits one. */
  include?: string[];
  /** Regular expressions; an event whose message fits one is left out. */
  exclude?: string[];
  /** Whether the Alert is suspended. */
  suspend?: boolean;
  /** Type `generic-hmac`, which signs, instead of `generic`. */
  signed?: boolean;
  /** `spec.timeout` of the Provider, within which all attempts at one event end; Flux's default is 15s. */
  timeout?: string;
}

/** A Provider whose address is an inbox of the sink, and an Alert on everything of these kinds. */
export function alertObjects(options: AlertOptions): KubeObject[] {
  const { inbox, kinds, name = "*", severity = "info", signed = false, timeout } = options;
  const { include, exclude, suspend } = options;
  const metadata = { name: inbox };
  const apiVersion = "notification.toolkit.fluxcd.io/v1beta3";
  const secret: KubeObject = {
    apiVersion: "v1",
    kind: "Secret",
    metadata,
    stringData: { token: sinkToken(inbox) },
  };
  return [
    ...(signed ? [secret] : []),
    {
      ...{ apiVersion, kind: "Provider", metadata },
      spec: {
        type: signed ? "generic-hmac" : "generic",
        address: sinkUrl(inbox),
        ...(signed ? { secretRef: { name: inbox } } : {}),
        ...(timeout ? { timeout } : {}),
      },
    },
    {
      ...{ apiVersion, kind: "Alert", metadata },
      spec: {
        providerRef: { name: inbox },
        eventSeverity: severity,
        ...(include ? { inclusionList: include } : {}),
        ...(exclude ? { exclusionList: exclude } : {}),
        ...(suspend ? { suspend } : {}),
        eventSources: kinds.map((kind) => ({ kind, name })),
      },
    },
  ];
}
