import type { FieldError } from "../../../model/api-error.ts";
import { invalid, required } from "../../../model/findings.ts";
import { all, type Check, fields, isRequired, number } from "../check.ts";
import { dnsSubdomain } from "../name-rules.ts";

/** Where a webhook is: by URL or by service. */
export const clientConfig: Check = (value, at) => {
  const { url, service } = (value ?? {}) as { url?: string; service?: object };
  if ((url === undefined) === (service === undefined)) {
    return [required(at, "exactly one of url or service is required")];
  }
  return url === undefined ? serviceOf(service, `${at}.service`) : urlOf(url, `${at}.url`);
};

const form = "; desired format: https://host[/path]";

function urlOf(url: string, at: string): FieldError[] {
  const [, scheme = "", rest = url] = /^([a-zA-Z][a-zA-Z0-9+.-]*):([\s\S]*)$/.exec(url) ?? [];
  const [beforeFragment = "", ...fragment] = rest.split("#");
  const [path = "", ...query] = beforeFragment.split("?");
  const authority = /^\/\/([^/]*)/.exec(path)?.[1] ?? "";
  const [host = "", user] = authority.split("@").toReversed();
  return [
    ...(scheme === "https"
      ? []
      : [invalid(at, scheme, `'https' is the only allowed URL scheme${form}`)]),
    ...(host === "" ? [invalid(at, host, `host must be specified${form}`)] : []),
    ...(user === undefined
      ? []
      : [invalid(at, user, "user information is not permitted in the URL")]),
    ...(fragment.join("#") === ""
      ? []
      : [invalid(at, fragment.join("#"), "fragments are not permitted in the URL")]),
    ...(query.join("?") === ""
      ? []
      : [invalid(at, query.join("?"), "query parameters are not permitted in the URL")]),
  ];
}

const serviceOf: Check = all(
  fields({
    name: isRequired(),
    namespace: isRequired(),
    port: (value, at) => {
      const port = number(value);
      if (port >= 1 && port <= 65_535) return [];
      return [invalid(at, port, "port is not valid: must be between 1 and 65535, inclusive")];
    },
    path: servicePath,
  }),
);

function servicePath(value: unknown, at: string): FieldError[] {
  const path = String(value ?? "");
  if (path === "" || path === "/") return [];
  if (path === "//") return [invalid(at, path, "segment[0] may not be empty")];
  const steps = path.slice(1).replace(/\/$/, "").split("/");
  return [
    ...(path.startsWith("/") ? [] : [invalid(at, path, "must start with a '/'")]),
    ...steps.flatMap((step, index) =>
      step === ""
        ? [invalid(at, path, `segment[${index}] may not be empty`)]
        : dnsSubdomain(step).map((told) => invalid(at, path, `segment[${index}]: ${told}`)),
    ),
  ];
}
