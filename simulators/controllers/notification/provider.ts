import { createHmac } from "node:crypto";
import { parse } from "yaml";
import { type ApiObject, statusOf } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { OutsideModelError } from "../runtime/reconcile-errors.ts";
import { describe } from "../runtime/start-controller.ts";
import type { LocalReference } from "./context.ts";
import type { FluxEvent } from "./flux-event.ts";

export interface ProviderSpec {
  type: string;
  address?: string;
  timeout?: string;
  proxy?: string;
  secretRef?: LocalReference;
  certSecretRef?: LocalReference;
  serviceAccountName?: string;
  suspend?: boolean;
}

/** How events get to a Provider. */
export interface Sender {
  url: string;
  /** Beside the content type. */
  headers(event: FluxEvent, body: string): Record<string, string>;
  /** A text without the Provider's token. */
  masked(text: string): string;
}

/** Types that the model sends to. */
const modelled = ["generic", "generic-hmac"];
const addressLengthMax = 2048;

/** @throws an error in notification-controller's words. */
export async function senderOf(process: ControllerProcess, provider: ApiObject): Promise<Sender> {
  const spec = provider.spec as ProviderSpec;
  if (spec.serviceAccountName) {
    const gate = "please enable the ObjectLevelWorkloadIdentity feature gate in the controller";
    throw new Error(`to use spec.serviceAccountName for provider authentication ${gate}`);
  }
  const secret = spec.secretRef ? await readSecret(process, provider, spec.secretRef) : {};
  const { address = "", token = "" } = secret;
  if (address.length > addressLengthMax) {
    const limit = `address exceeds maximum length of ${addressLengthMax} bytes`;
    throw new Error(`invalid address in secret: ${limit}`);
  }
  const url = secret.address === undefined ? (spec.address ?? "") : address.trim();
  if (secret.proxy || spec.proxy) throw new OutsideModelError("spec.proxy of a Provider");
  if (spec.certSecretRef) throw new OutsideModelError("spec.certSecretRef of a Provider");
  if (url === "") throw new Error("provider has no address");
  const key = token.trim();
  const more = secret.headers === undefined ? {} : headersIn(secret.headers);
  refuseUnknown(spec.type, url, key);
  return {
    url,
    headers: ({ reportingController }, body) => ({
      "gotk-component": reportingController,
      ...more,
      ...(spec.type === "generic-hmac" ? { "x-signature": signature(key, body) } : {}),
    }),
    masked: (text) => (key === "" ? text : text.replaceAll(key, "*****")),
  };
}

function signature(key: string, body: string): string {
  return `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;
}

function refuseUnknown(type: string, url: string, key: string): void {
  const failed = "failed to initialize notifier";
  if (!modelled.includes(type)) throw new OutsideModelError(`a Provider of type ${type}`);
  if (!URL.canParse(url)) {
    throw new Error(`${failed}: invalid hook URL ${url}: parse "${url}": invalid URI for request`);
  }
  if (type === "generic-hmac" && key === "") throw new Error(`${failed}: HMAC key is empty`);
}

function headersIn(text: string): Record<string, string> {
  try {
    return (parse(text) ?? {}) as Record<string, string>;
  } catch (error) {
    throw new Error(`failed to read headers from secret: ${describe(error)}`);
  }
}

async function readSecret(
  { api, signal }: ControllerProcess,
  { metadata: { namespace } }: ApiObject,
  { name }: LocalReference,
): Promise<Record<string, string>> {
  try {
    const path = { apiVersion: "v1", resource: "secrets", namespace, name };
    const { data = {} } = (await api.get(path, { signal })) as { data?: Record<string, string> };
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
    );
  } catch (error) {
    throw new Error(`failed to read secret: ${statusOf(error)?.message ?? describe(error)}`);
  }
}
