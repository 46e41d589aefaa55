const compiled = new Map<string, RegExp>();

/**
 * A regular expression in Go's syntax (RE2) as one of ours. Flags in front and named groups are
 * translated; a pattern that JavaScript cannot read matches everything.
 */
export function goPattern(source: string): RegExp {
  let expression = compiled.get(source);
  if (!expression) {
    expression = compile(source);
    compiled.set(source, expression);
  }
  return expression;
}

/** Go's names for classes of characters. */
const classes: Record<string, string> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  digit: "0-9",
  lower: "a-z",
  upper: "A-Z",
  space: "\\t\\n\\v\\f\\r ",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

function compile(source: string): RegExp {
  const [, leading = "", rest = source] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(source) ?? [];
  const translated = rest
    .replaceAll("(?P<", "(?<")
    .replaceAll("\\z", "(?![^])")
    .replaceAll("\\A", "(?<![^])")
    .replace(/\[:(\w+):\]/g, (whole, name: string) => classes[name] ?? whole);
  for (const mode of ["u", ""])
    try {
      return new RegExp(translated, leading + mode);
    } catch {
      // Without the flag more escapes are allowed.
    }
  return /(?:)/;
}
