import { RE2JS } from "re2js";

/** Whether a part of a text matches, by Go's rules. @throws Error for a pattern that is none. */
export function goRegexp(source: string): (text: string) => boolean {
  const pattern = RE2JS.compile(source);
  return (text) => pattern.matcher(text).find();
}

/**
 * What the first match of a text makes of a template with `$1`, `$name` or `${name}` in it; undefined
 * where nothing matches. @throws Error for a pattern that is none.
 */
export function goExpander(source: string, template: string): (text: string) => string | undefined {
  const pattern = RE2JS.compile(source);
  return (text) => {
    const matcher = pattern.matcher(text);
    if (!matcher.find()) return undefined;
    return template.replaceAll(/\$(?:(\$)|\{(\w+)\}|(\w+))/g, (_, dollar, braced, bare) => {
      if (dollar) return "$";
      const name: string = braced ?? bare;
      const isNumber = /^\d+$/.test(name);
      if (isNumber)
        return Number(name) > matcher.groupCount() ? "" : (matcher.group(Number(name)) ?? "");
      return Object.hasOwn(pattern.namedGroups(), name) ? (matcher.group(name) ?? "") : "";
    });
  };
}
