/** All texts together may have so many characters before each is cut. */
const charactersMax = 4 * 1024;
/** So many characters are left of one that is cut. */
const cutMax = 256;

/**
 * Values of `Warning` headers, as kube-apiserver sends them (endpoints/filters/warning.go): each text once, long
 * ones cut where all are too long together, none that a header can't hold. They stand as the bytes of UTF-8.
 */
export function warningHeaders(texts: readonly string[]): string[] {
  const different = [...new Set(texts)].filter((text) => text !== "");
  const sendable = different.filter(isSendable);
  let characters = 0;
  const tooMuch = sendable.find((text) => {
    characters += [...text].length;
    return characters > charactersMax;
  });
  if (tooMuch === undefined) return sendable.map(header);
  const headers: string[] = [];
  let written = 0;
  for (const [index, text] of different.entries()) {
    // All that were told when it became too much are told again.
    if (written >= charactersMax && index > different.indexOf(tooMuch)) break;
    const cut = [...text].slice(0, cutMax);
    if (!isSendable(cut.join(""))) continue;
    headers.push(header(cut.join("")));
    written += cut.length;
  }
  return headers;
}

/** Go has no characters that are half a pair, and a header none that controls. */
function isSendable(text: string): boolean {
  return text.isWellFormed() && !/\p{Cc}/u.test(text);
}

function header(text: string): string {
  const quoted = text.replaceAll(/["\\]/g, "\\$&");
  return `299 - "${Buffer.from(quoted).toString("latin1")}"`;
}
