import { embeddedJson, type PageKind, pageHead } from "./embed.ts";
import { html, type Markup } from "./markup.ts";

export interface PageParts {
  page: PageKind;
  title: string;
  body: Markup;
  /** What the page's script draws from; JSON. */
  data: unknown;
}

/** One file with everything in it: opens from a disk, needs no network, and allows itself none. */
export function renderDocument({ page, title, body, data }: PageParts): string {
  const { policy, styles, scripts } = pageHead(page);
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${styles}
</head>
<body>
${body}
${embeddedJson("data", data)}
${scripts}
</body>
</html>
`;
  return document.text;
}
