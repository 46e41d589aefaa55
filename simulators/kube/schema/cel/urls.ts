import { isIP } from "node:net";
import type { Environment } from "@marcbachmann/cel-js";

/** An absolute URI or path, as a value of CEL. */
class CelUrl {
  readonly url: URL;
  readonly absolute: boolean;

  constructor(text: string) {
    this.absolute = /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(text);
    this.url = new URL(text, "relative://");
  }
}

export function registerUrls(environment: Environment): void {
  environment.registerType("URL", CelUrl);
  const add = (signature: string, handler: (...args: never[]) => unknown) =>
    environment.registerFunction(signature, handler);
  add("url(string): URL", (text: string) => {
    if (!isUrl(text)) throw new Error(`URL parse error during conversion from string: ${text}`);
    return new CelUrl(text);
  });
  add("isURL(string): bool", isUrl);
  add("URL.getScheme(): string", ({ url, absolute }: CelUrl) =>
    absolute ? url.protocol.slice(0, -1) : "",
  );
  add("URL.getHost(): string", ({ url }: CelUrl) => url.host);
  add("URL.getHostname(): string", ({ url }: CelUrl) => url.hostname.replace(/^\[|\]$/g, ""));
  add("URL.getPort(): string", ({ url }: CelUrl) => url.port);
  add("URL.getEscapedPath(): string", ({ url }: CelUrl) => url.pathname);
  add("URL.getQuery(): map", ({ url }: CelUrl) =>
    Object.fromEntries(
      [...url.searchParams.keys()].map((key) => [key, url.searchParams.getAll(key)]),
    ),
  );
  add("isIP(string): bool", (text: string) => isIP(text) !== 0);
}

function isUrl(text: string): boolean {
  if (!text.startsWith("/") && !/^[a-zA-Z][a-zA-Z0-9+.-]*:./.test(text)) return false;
  return !/[\0-\x20\x7f]/.test(text) && URL.canParse(text, "relative://");
}
