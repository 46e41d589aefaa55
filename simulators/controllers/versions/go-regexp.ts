import { RE2JS } from "re2js";

/** Whether a part of a text matches, by Go's rules. @throws Error for a pattern that is none. */
export function goRegexp(source: string): (text: string) => boolean {
  const pattern = RE2JS.compile(source);
  return (text) => pattern.matcher(text).find();
}
