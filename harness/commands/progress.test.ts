import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { manualClock } from "../../simulators/support/manual-clock.ts";
import { terminalProgress } from "./progress.ts";

function progressOn(terminal: { columns?: number; isTTY?: boolean }) {
  const clock = manualClock();
  const written: string[] = [];
  const stream = Object.assign(new PassThrough(), terminal);
  stream.on("data", (chunk) => written.push(String(chunk)));
  const progress = terminalProgress(clock, stream as unknown as NodeJS.WriteStream);
  return { clock, progress, written };
}

/** The rows of a terminal after all that was written to it. */
function screen(written: readonly string[]): string[] {
  const rows = [""];
  let row = 0;
  for (const piece of `0J${written.join("")}`.split("\u001b[")) {
    const [, count, control, text = ""] = /^(\d*)([AJ])(.*)$/s.exec(piece) ?? [];
    if (control === "A") row -= Number(count);
    else rows.splice(row, rows.length, "");
    for (const [at, line] of text.split("\n").entries()) {
      if (at > 0) row += 1;
      rows[row] = (rows[row] ?? "") + line.replaceAll("\r", "");
    }
  }
  return rows;
}

test("on a terminal what goes on has a line each below what has ended", () => {
  const { clock, progress, written } = progressOn({ isTTY: true, columns: 40 });
  const first = progress.begin("first");
  const second = progress.begin("second");
  clock.advance(1_500);
  first.update("starts");
  second.update(`waits for something that takes ${"long ".repeat(20)}`);
  expect(screen(written)).toEqual([
    "first: starts (1.5 s)",
    "second: waits for something that takes ",
  ]);
  first.end("pass");
  expect(screen(written)).toEqual([
    "first: pass (1.5 s)",
    "second: waits for something that takes ",
  ]);
  progress.begin("third");
  expect(screen(written)).toHaveLength(3);
  second.end("fail", 4_000);
  expect(screen(written).slice(0, 3)).toEqual([
    "first: pass (1.5 s)",
    expect.stringMatching(/^second: fail \(4\.0 s\)$/),
    "third",
  ]);
});

test("elsewhere each tells its begin and its end, and in between no more than every 20 s", () => {
  const { clock, progress, written } = progressOn({});
  const line = progress.begin("first");
  line.update("starts");
  clock.advance(20_000);
  line.update("waits");
  line.update("waits on");
  line.end("pass");
  expect(written.join("").split("\n")).toEqual([
    "first …",
    "first: waits (20.0 s)",
    "first: pass (20.0 s)",
    "",
  ]);
});
