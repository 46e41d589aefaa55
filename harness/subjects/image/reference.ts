/** An image in a registry. */
export interface ImageReference {
  /** Host, with a port where it has one: `ghcr.io`, `127.0.0.1:5000`. */
  registry: string;
  /** `fluxcd/source-controller` */
  repository: string;
  /** `v1.7.3` */
  tag?: string;
  /** Of the manifest or index that must be answered: `sha256:` and 64 lower-case hex digits. */
  digest?: string;
}

const host = String.raw`(?:\[[0-9a-fA-F:]+\]|[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?)(?::[0-9]{1,5})?`;
const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
/** OCI distribution specification 1.1, "Pulling manifests". */
const shape = new RegExp(
  `^(?:(?<registry>${host})/)?(?<repository>${component}(?:/${component})*)` +
    "(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$",
);

/**
 * `REGISTRY/PATH/NAME:TAG`, `…@sha256:DIGEST` or both; without a registry it is below the prefix.
 * As everywhere, what stands before the first slash is a registry only with a dot, with a port, or as
 * `localhost`. Undefined for anything else.
 * @param prefix `ghcr.io/fluxcd`
 */
export function parseReference(text: string, prefix: string): ImageReference | undefined {
  const whole = startsWithRegistry(text) ? text : `${prefix}/${text}`;
  const { registry, repository, tag, digest } = shape.exec(whole)?.groups ?? {};
  if (registry === undefined || repository === undefined || !startsWithRegistry(whole)) {
    return undefined;
  }
  if (tag === undefined && digest === undefined) {
    return undefined;
  }
  return { registry, repository, ...(tag && { tag }), ...(digest && { digest }) };
}

/** The text that `parseReference` reads as this. */
export function formatReference({ registry, repository, tag, digest }: ImageReference): string {
  const version = `${tag ? `:${tag}` : ""}${digest ? `@${digest}` : ""}`;
  return `${registry}/${repository}${version}`;
}

/** Whether what comes before the first slash is a host. */
export function startsWithRegistry(text: string): boolean {
  const slash = text.indexOf("/");
  const first = slash < 0 ? "" : text.slice(0, slash);
  return first === "localhost" || (/[.:]/.test(first) && new RegExp(`^${host}$`).test(first));
}

/** `ghcr.io/fluxcd` of `ghcr.io/fluxcd/source-controller`. */
export function prefixOf({ registry, repository }: ImageReference): string {
  const slash = repository.lastIndexOf("/");
  return slash < 0 ? registry : `${registry}/${repository.slice(0, slash)}`;
}

/** `source-controller` of `ghcr.io/fluxcd/source-controller`. */
export function lastName({ repository }: ImageReference): string {
  return repository.slice(repository.lastIndexOf("/") + 1);
}
