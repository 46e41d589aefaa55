import { oneLine } from "../printable.ts";

/**
 * Text from outside as plain words inside Markdown: on one line, nothing in it read as markup, as a
 * cell's end, or as a link. Entities instead of backslashes hold inside HTML elements too.
 */
export function markdownText(text: string): string {
  return oneLine(text).replaceAll(
    /[&<>"'|`*_~[\]\\#@$]|:(?=\S)/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}

/** A fenced block whose fence is longer than any run of backticks in the text. */
export function codeBlock(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}sh\n${oneLine(text)}\n${fence}`;
}
