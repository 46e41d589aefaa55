/** A verb of Go's `fmt` with its flags, width and precision, or a per cent sign with nothing after it. */
const verb = /%[#+\- 0]*\d*(?:\.\d*)?(.|$)/gsu;

/**
 * A text that Go's `fmt.Sprintf` is given as its format, with no operands: source-controller does so with the
 * message of a failure's Event, where `%3A` of a URL becomes `%!A(MISSING)`.
 */
export function takenForFormat(text: string): string {
  return text.replaceAll(verb, (_, letter: string) => {
    if (letter === "%") return "%";
    return letter === "" ? "%!(NOVERB)" : `%!${letter}(MISSING)`;
  });
}
