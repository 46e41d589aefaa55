import type { Clock } from "../../../../harness/core/clock.ts";

/** The last lines that Helm wrote, for the Event of a failure. */
export interface HelmLog {
  write(line: string): void;
  /** A line each with its time, repeated ones counted; empty where nothing was written. */
  text(): string;
}

const linesMax = 10;

export function helmLog(clock: Clock): HelmLog {
  const lines: { at: string; lastAt: string; line: string; repeated: number }[] = [];
  return {
    write(line) {
      const at = nanoTime(clock.epochMs());
      const last = lines.at(-1);
      if (last?.line === line) {
        last.repeated += 1;
        last.lastAt = at;
        return;
      }
      lines.push({ at, lastAt: at, line, repeated: 0 });
      if (lines.length > linesMax) lines.shift();
    },
    text: () =>
      lines
        .map(({ at, lastAt, line, repeated }) => {
          const first = `${at}: ${line}`;
          if (repeated === 0) return first;
          const omitted = repeated - 1;
          const more = omitted > 1 ? `${omitted} duplicate lines` : `${omitted} duplicate line`;
          return `${first}\n${lastAt}: ${line}${omitted > 0 ? ` (${more} omitted)` : ""}`;
        })
        .join("\n"),
  };
}

/** RFC 3339, with as many digits of the second as say something. */
export function nanoTime(epochMs: number): string {
  const whole = new Date(Math.floor(epochMs)).toISOString().slice(0, 19);
  const fraction = (((epochMs % 1000) + 1000) % 1000) / 1000;
  const digits = fraction.toFixed(9).slice(2).replace(/0+$/, "");
  return `${whole}${digits === "" ? "" : `.${digits}`}Z`;
}
