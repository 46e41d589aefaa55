import type { Clock } from "../core/clock.ts";
import { formatMs } from "../core/quantity.ts";
import type { Progress } from "../subjects/subject.ts";

/** A line is written anew at most so often where lines can't be overwritten. */
const quietMs = 20_000;

/**
 * Shows long work on standard error: a living line for each that goes on, on a terminal; a line now and then
 * elsewhere. What ended stands above them and stays.
 */
export function terminalProgress(
  clock: Clock,
  stream: NodeJS.WriteStream = process.stderr,
): Progress {
  const living = livingLines(stream);
  return {
    begin(what) {
      const startMs = clock.nowMs();
      let shownMs = startMs;
      const line = (detail: string, tookMs = clock.nowMs() - startMs) =>
        `${what}: ${detail} (${formatMs(tookMs)})`;
      const own = {};
      if (stream.isTTY) living.show(own, what);
      else stream.write(`${what} …\n`);
      return {
        update(detail) {
          if (stream.isTTY) living.show(own, line(detail));
          else if (clock.nowMs() - shownMs >= quietMs) {
            shownMs = clock.nowMs();
            stream.write(`${line(detail)}\n`);
          }
        },
        end(result, tookMs) {
          if (stream.isTTY) living.end(own, line(result, tookMs));
          else stream.write(`${line(result, tookMs)}\n`);
        },
      };
    },
  };
}

/** Lines that are written over, in the order they came, the cursor at the end of the last. */
function livingLines(stream: NodeJS.WriteStream) {
  const lines = new Map<object, string>();
  let rows = 0;
  const draw = (ended: string) => {
    const up = rows > 1 ? `\u001b[${rows - 1}A` : "";
    // One that wraps would take a row that nobody counts.
    const shown = [...lines.values()].map((text) => text.slice(0, (stream.columns ?? 80) - 1));
    stream.write(`\r${up}\u001b[J${ended}${shown.join("\n")}`);
    rows = shown.length;
  };
  return {
    show(key: object, text: string) {
      lines.set(key, text);
      draw("");
    },
    end(key: object, text: string) {
      lines.delete(key);
      draw(`${text}\n`);
    },
  };
}
