import type { Clock } from "../core/clock.ts";
import { formatMs } from "../core/quantity.ts";
import type { Progress } from "../subjects/subject.ts";

/** A line is written anew at most so often where lines can't be overwritten. */
const quietMs = 20_000;

/** Shows long work on standard error: one living line on a terminal, a line now and then elsewhere. */
export function terminalProgress(
  clock: Clock,
  stream: NodeJS.WriteStream = process.stderr,
): Progress {
  return {
    begin(what) {
      const startMs = clock.nowMs();
      let shownMs = startMs;
      const line = (detail: string, tookMs = clock.nowMs() - startMs) =>
        `${what}: ${detail} (${formatMs(tookMs)})`;
      const overwrite = (text: string) => {
        const width = stream.columns ?? 80;
        stream.write(`\r\u001b[2K${text.slice(0, width - 1)}`);
      };
      if (stream.isTTY) overwrite(what);
      else stream.write(`${what} …\n`);
      return {
        update(detail) {
          if (stream.isTTY) overwrite(line(detail));
          else if (clock.nowMs() - shownMs >= quietMs) {
            shownMs = clock.nowMs();
            stream.write(`${line(detail)}\n`);
          }
        },
        end(result, tookMs) {
          if (stream.isTTY) overwrite("");
          stream.write(`${line(result, tookMs)}\n`);
        },
      };
    },
  };
}
