import type { Environment } from "@marcbachmann/cel-js";
import { goPattern } from "../validate/go-pattern.ts";
import { spend } from "./cost.ts";
import { formatString } from "./format-string.ts";

/** Functions of strings beyond the library's own. Positions count characters, not UTF-16 units. */
export function registerStrings(environment: Environment): void {
  const add = (signature: string, handler: (...args: never[]) => unknown) =>
    environment.registerFunction(signature, handler);
  add("string.replace(string, string): string", (text: string, from: string, to: string) =>
    replaceSome(text, from, to, -1n),
  );
  add(
    "string.replace(string, string, int): string",
    (text: string, from: string, to: string, limit: bigint) => replaceSome(text, from, to, limit),
  );
  add("string.charAt(int): string", (text: string, at: bigint) => {
    const characters = [...text];
    if (at < 0n || at > characters.length) throw new Error(`index out of range: ${at}`);
    return characters[Number(at)] ?? "";
  });
  add("string.reverse(): string", (text: string) => [...text].reverse().join(""));
  // What `matches` is taken for: see metered.ts.
  add("string.goMatches(string): bool", (text: string, pattern: string) =>
    goPattern(pattern).test(text),
  );
  // What `join` is taken for, paid for likewise.
  add("list.paidJoin(string): string", join);
  add("string.find(string): string", (text: string, pattern: string) => {
    return goPattern(pattern).find(text) ?? "";
  });
  add("string.findAll(string): list<string>", (text: string, pattern: string) =>
    goPattern(pattern).findAll(text),
  );
  add(
    "string.findAll(string, int): list<string>",
    (text: string, pattern: string, limit: bigint) => {
      const found = goPattern(pattern).findAll(text);
      return limit < 0n ? found : found.slice(0, Number(limit));
    },
  );
  add("string.format(list): string", (text: string, values: unknown[]) =>
    formatString(text, values),
  );
}

function join(list: readonly unknown[], separator: string): string {
  if (!list.every((item) => typeof item === "string"))
    throw new Error("string.join(separator): list must contain only strings");
  spend((list.length * separator.length) / 10);
  return list.join(separator);
}

function replaceSome(text: string, from: string, to: string, limit: bigint): string {
  // What comes out can be many times what went in: it is paid for before it is there.
  spend((Math.ceil(text.length / Math.max(1, from.length)) * to.length) / 10);
  if (limit < 0n) return text.replaceAll(from, () => to);
  let left = limit;
  return text.replaceAll(from, (whole) => {
    left -= 1n;
    return left < 0n ? whole : to;
  });
}
