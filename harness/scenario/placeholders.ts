import type { Random } from "../core/clock.ts";
import { UnsupportedError } from "../core/failure.ts";
import type { Json } from "../core/json.ts";

/** What is known only once the slot stands, or must not stand in a scenario. */
export interface PlaceholderValues {
  /** Where an inbox of the sink is. */
  sinkUrl(inbox: string): string;
  /** What notifications to that inbox are signed with. */
  sinkToken(inbox: string): string;
  /** Host and port of the OCI registry, and of the host of buckets. */
  registryHost(): string;
  bucketHost(): string;
  /** What logs in at the registry, as a Secret of type `kubernetes.io/dockerconfigjson` has it. */
  registryLogin(): string;
  /** A token of this name, made for this run. */
  token(name: string): string;
}

/** What stands for placeholders in a run. */
export function placeholderValues({
  slot,
  random,
}: {
  slot: {
    sink: { url(inbox: string): string; token(inbox: string): string };
    artifactHosts?:
      | { registry: { host: string; login(): string }; buckets: { host: string } }
      | undefined;
  };
  random: Random;
}): PlaceholderValues {
  const hosts = () => {
    if (slot.artifactHosts) return slot.artifactHosts;
    throw new UnsupportedError("a registry or a bucket", "no hosts of artifacts were started");
  };
  return {
    registryHost: () => hosts().registry.host,
    bucketHost: () => hosts().buckets.host,
    registryLogin: () => hosts().registry.login(),
    sinkUrl: (inbox) => slot.sink.url(inbox),
    sinkToken: (inbox) => slot.sink.token(inbox),
    token(name) {
      const drawn = random.fork(`token ${name}`);
      return Array.from({ length: 32 }, () => drawn.below(16).toString(16)).join("");
    },
  };
}

/** In an object of a scenario: the address of an inbox of the sink, for a Provider's `spec.address`. */
export function sinkUrl(inbox: string): string {
  return `%SINK-URL:${inbox}%`;
}

/** In an object of a scenario: what a Provider of type `generic-hmac` signs with for this inbox. */
export function sinkToken(inbox: string): string {
  return `%SINK-TOKEN:${inbox}%`;
}

/** In an object of a scenario: a token made for the run, the same for the same name. */
export function madeToken(name: string): string {
  return `%TOKEN:${name}%`;
}

/** In an object of a scenario: host and port of the OCI registry. */
export const registryHost = "%REGISTRY-HOST%";

/** In an object of a scenario: host and port of the buckets. */
export const bucketHost = "%BUCKET-HOST%";

/** In a Secret of a scenario: `.dockerconfigjson` with the login of the registry. */
export const registryLogin = "%REGISTRY-LOGIN%";

const form =
  /%(?:(SINK-URL|SINK-TOKEN|TOKEN):([a-z0-9-]+)|(REGISTRY-HOST|BUCKET-HOST|REGISTRY-LOGIN))%/g;

/** The value with every placeholder in its texts replaced. */
export function resolvePlaceholders<Value>(value: Value, values: PlaceholderValues): Value {
  return resolve(value as Json, values) as Value;
}

function resolve(value: Json, values: PlaceholderValues): Json {
  if (typeof value === "string") {
    return value.replace(
      form,
      (_, named: keyof typeof byName, name: string, alone: keyof typeof single) =>
        alone === undefined ? values[byName[named]](name) : values[single[alone]](),
    );
  }
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((inner) => resolve(inner, values));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, resolve(inner, values)]),
  );
}

const byName = { "SINK-URL": "sinkUrl", "SINK-TOKEN": "sinkToken", TOKEN: "token" } as const;
const single = {
  "REGISTRY-HOST": "registryHost",
  "BUCKET-HOST": "bucketHost",
  "REGISTRY-LOGIN": "registryLogin",
} as const;
