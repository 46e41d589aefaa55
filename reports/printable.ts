/**
 * Text from outside made harmless for terminals, XML 1.0 and HTML: control characters, lone
 * surrogates and noncharacters become U+FFFD; tab and line feed stay, other line ends become line feeds.
 */
export function printable(text: string): string {
  return text.toWellFormed().replaceAll(/\r\n?/g, "\n").replaceAll(unprintable, "\uFFFD");
}

/** The same on one line, runs of white space as one blank. */
export function oneLine(text: string): string {
  return printable(text).replaceAll(/\s+/g, " ").trim();
}

// Bidirectional overrides too: they make a message read as another one.
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFDD0-\uFDEF]|\p{Noncharacter_Code_Point}/gu;
