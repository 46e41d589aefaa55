import fc from "fast-check";
import { expect, test } from "vitest";
import { oneLine, printable } from "./printable.ts";

const anyText = fc.string({ unit: "binary" });

test("nothing is left that a terminal or XML takes for more than a character", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const character of printable(text)) {
        const code = character.codePointAt(0) ?? 0;
        const allowed = code === 9 || code === 10 || code >= 0xa0 || (code >= 0x20 && code < 0x7f);
        expect(allowed && (code < 0xd800 || code > 0xdfff) && (code & 0xfffe) !== 0xfffe).toBe(
          true,
        );
      }
    }),
  );
});

test("plain text stays as it is", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(printable(text)).toBe(text);
    }),
  );
});

test("escape sequences and text that runs backwards are shown for what they are", () => {
  expect(printable("\u001b[31mred\u0000 \ud800 \u202egnp.exe\r\nend")).toBe(
    "\ufffd[31mred\ufffd \ufffd \ufffdgnp.exe\nend",
  );
  expect(oneLine("  two\n\t words ")).toBe("two words");
});
