import type { Environment } from "@marcbachmann/cel-js";
import { goPattern } from "../validate/go-pattern.ts";
import { formatString } from "./format-string.ts";

/** Functions of strings beyond the library's own. Positions count characters, not UTF-16 units. */
export function registerStrings(environment: Environment): void {
  const add = (signature: string, handler: (...args: never[]) => unknown) =>
    environment.registerFunction(signature, handler);
  add("string.replace(string, string): string", (text: string, from: string, to: string) =>
    text.replaceAll(from, () => to),
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
  add("string.find(string): string", (text: string, pattern: string) => {
    return goPattern(pattern).exec(text)?.[0] ?? "";
  });
  add("string.findAll(string): list<string>", (text: string, pattern: string) =>
    findAll(text, pattern),
  );
  add(
    "string.findAll(string, int): list<string>",
    (text: string, pattern: string, limit: bigint) => {
      const found = findAll(text, pattern);
      return limit < 0n ? found : found.slice(0, Number(limit));
    },
  );
  add("string.format(list): string", (text: string, values: unknown[]) =>
    formatString(text, values),
  );
}

function replaceSome(text: string, from: string, to: string, limit: bigint): string {
  if (limit < 0n) return text.replaceAll(from, () => to);
  let left = limit;
  return text.replaceAll(from, (whole) => {
    left -= 1n;
    return left < 0n ? whole : to;
  });
}

function findAll(text: string, pattern: string): string[] {
  const { source, flags } = goPattern(pattern);
  return [...text.matchAll(new RegExp(source, `${flags}g`))].map(([found]) => found);
}
