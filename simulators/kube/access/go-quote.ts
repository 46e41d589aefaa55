const named: Record<string, string> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  '"': '\\"',
};

/** A string as Go's `%q` prints it, which most messages of the API server hold names in. */
export function goQuote(text: string): string {
  const escaped = text.replace(/["\\\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (named[character]) return named[character];
    if (code < 0x80) return `\\x${hex(code, 2)}`;
    return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
  });
  return `"${escaped}"`;
}

/** A list of strings as `%q` prints it. */
export function goQuoteAll(texts: readonly string[]): string {
  return `[${texts.map(goQuote).join(" ")}]`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
