/**
 * The paths of fields that a JSON text holds twice. The text is known to parse; counting first keeps the
 * usual case, that there are none, cheap.
 */
export function duplicateFields(text: string, parsed: unknown): string[] {
  if (countColons(text) === countFields(parsed)) return [];
  const found = new Set<string>();
  let at = 0;
  const skip = () => {
    while (/\s/.test(text[at] ?? "")) at += 1;
  };
  const string = () => {
    const start = at;
    at += 1;
    while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    at += 1;
    return JSON.parse(text.slice(start, at)) as string;
  };
  const value = (path: string) => {
    skip();
    if (text[at] === "{") object(path);
    else if (text[at] === "[") array(path);
    else if (text[at] === '"') string();
    else while (at < text.length && !/[\s,\]}]/.test(text[at] ?? "")) at += 1;
    skip();
  };
  const object = (path: string) => {
    const keys = new Set<string>();
    at += 1;
    skip();
    while (text[at] !== "}") {
      skip();
      const key = string();
      const field = path === "" ? key : `${path}.${key}`;
      if (keys.has(key) && found.size < toldMax) found.add(field);
      keys.add(key);
      skip();
      at += 1;
      value(field);
      if (text[at] === ",") at += 1;
    }
    at += 1;
  };
  const array = (path: string) => {
    at += 1;
    skip();
    for (let index = 0; text[at] !== "]"; index += 1) {
      value(`${path}[${index}]`);
      if (text[at] === ",") at += 1;
    }
    at += 1;
  };
  value("");
  return [...found];
}

/** Go keeps no more problems of one text. */
const toldMax = 100;

function countColons(text: string): number {
  let count = 0;
  let inside = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34) inside = !inside;
    else if (code === 92) at += 1;
    else if (code === 58 && !inside) count += 1;
  }
  return count;
}

function countFields(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const each of Object.values(value)) count += countFields(each);
  return count;
}
