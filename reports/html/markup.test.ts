import fc from "fast-check";
import { expect, test } from "vitest";
import { printable } from "../printable.ts";
import { embeddedJson } from "./embed.ts";
import { html } from "./markup.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("</script>", "<!--<script>", "]]>", '" onload="x', "'><img src=x>", "&lt;"),
);

test("text is text, in elements and in attributes", () => {
  fc.assert(
    fc.property(anyText, anyText, (title, text) => {
      const match = /^<p title="([^"<>]*)">([^<>]*)<\/p>$/.exec(
        html`<p title="${title}">${text}</p>`.text,
      );
      expect(match?.slice(1).map(unescaped)).toEqual([printable(title), printable(text)]);
    }),
  );
});

test("lists, markup and nothing", () => {
  const items = [html`<i>1</i>`, "<", [2, null], undefined, false] as const;
  expect(html`<b>${items}</b>`.text).toBe("<b><i>1</i>&#60;2</b>");
});

test("embedded JSON ends no element and reads back whole", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { text: markup } = embeddedJson("data", { text });
      const json = markup.slice(
        '<script type="application/json" id="data">'.length,
        -"</script>".length,
      );
      expect(json).not.toMatch(/[<>&\u2028\u2029]/);
      expect(JSON.parse(json)).toEqual({ text });
    }),
  );
});

function unescaped(text: string): string {
  return text.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}
