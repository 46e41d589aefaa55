import type { HistoryEntry } from "../harness/core/history.ts";
import { oneLine } from "./printable.ts";
import { formatMs } from "./quantity.ts";

const textLengthMax = 600;

/** A history entry on one line: `at 12.3 s git.request repository "large" status 503 …`. */
export function describeEntry(entry: HistoryEntry): string {
  return `at ${formatMs(entry.tMs)} ${entry.type} ${entryFields(entry)}`.trimEnd();
}

/** An entry's own fields on one line: names and JSON values, cut when very long. */
export function entryFields({
  seq: _seq,
  tMs: _tMs,
  type: _type,
  ...fields
}: HistoryEntry): string {
  const text = Object.entries(fields)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(" · ");
  const shown = oneLine(text);
  return shown.length > textLengthMax ? `${shown.slice(0, textLengthMax)} …` : shown;
}
