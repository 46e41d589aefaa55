import { invalid } from "../../model/findings.ts";
import { type Check, fields, given, must, text } from "./check.ts";
import { dnsSubdomain, pathSegment } from "./name-rules.ts";

/** `example.com/controller` */
export const domainPrefixedPath: Check = (value, at) => {
  const whole = String(value ?? "");
  const cut = whole.indexOf("/");
  const [host, path] = [whole.slice(0, cut), whole.slice(cut + 1)];
  if (cut < 1 || path === "")
    return [invalid(at, whole, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  const problems = dnsSubdomain(host).map((problem) => invalid(at, host, problem));
  if (/^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(path)) return problems;
  const pattern = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
  return [
    ...problems,
    invalid(at, path, `Invalid path (regex used for validation is '${pattern}')`),
  ];
};

/** The thing a reference names, of any kind. */
export const typedReference: Check = fields({
  apiGroup: given(text(dnsSubdomain)),
  kind: must(text(pathSegment)),
  name: must(text(pathSegment)),
});
