import { invalid } from "../../../model/findings.ts";
import { type Check, fields, first, isRequired } from "../check.ts";
import { dns1035Label, dnsSubdomain } from "../name-rules.ts";

/** The kind of a policy's parameters. */
export const paramKind: Check = fields({
  apiVersion: first(isRequired(), (value, at) => {
    const text = String(value);
    const parts = text.split("/");
    if (parts.length > 2) {
      return [invalid(at, text, `unexpected GroupVersion string: ${text}`)];
    }
    const version = parts.at(-1) ?? "";
    const group = parts.length > 1 ? (parts[0] ?? "") : "";
    const ofGroup = group === "" ? [] : dnsSubdomain(group);
    const ofVersion = version === "" ? [] : dns1035Label(version);
    return [
      ...(ofGroup.length > 0 ? [invalid(at, group, ofGroup.join(","))] : []),
      ...(version === "" ? [invalid(at, text, "version must be specified")] : []),
      ...(ofVersion.length > 0 ? [invalid(at, version, ofVersion.join(","))] : []),
    ];
  }),
  kind: first(isRequired(), (value, at) => {
    const problems = dns1035Label(String(value).toLowerCase());
    if (problems.length === 0) return [];
    const told = `may have mixed case, but should otherwise match: ${problems.join(",")}`;
    return [invalid(at, value, told)];
  }),
});
