/**
 * YAML as programs write it: maps and lists in blocks, literal texts, scalars without quotes or in plain double
 * ones. Undefined for whatever else YAML knows. A large index is read so in a tenth of the time that it takes to
 * read all of YAML.
 */
export function readBlockYaml(text: string): unknown {
  try {
    return readBlocks(text.split("\n"));
  } catch (error) {
    if (error instanceof BeyondBlocks) return undefined;
    throw error;
  }
}

class BeyondBlocks extends Error {}

function readBlocks(lines: string[]): unknown {
  let at = 0;
  if (lines.at(-1) === "") lines.pop();
  const whole = block(0);
  if (at < lines.length) throw new BeyondBlocks();
  return whole;

  function block(indent: number): unknown {
    return isItem(lines[at] ?? "", indent) ? list(indent) : map(indent);
  }

  function list(indent: number): unknown[] {
    const items: unknown[] = [];
    for (let line = lines[at]; line !== undefined && isItem(line, indent); line = lines[at]) {
      const item = line.slice(indent + 2);
      if (keyEnd(item) < 0) {
        items.push(scalar(item));
        at += 1;
        continue;
      }
      lines[at] = " ".repeat(indent + 2) + item;
      items.push(map(indent + 2));
    }
    return items;
  }

  function map(indent: number): Record<string, unknown> {
    const fields: Record<string, unknown> = {};
    let isEmpty = true;
    for (let line = lines[at]; line !== undefined && indentOf(line) === indent; line = lines[at]) {
      if (isItem(line, indent)) break;
      const field = line.slice(indent);
      const end = keyEnd(field);
      const key = field.slice(0, end);
      if (end < 1 || !plainKey.test(key) || Object.hasOwn(fields, key)) throw new BeyondBlocks();
      at += 1;
      fields[key] = value(field.slice(end + 2), indent);
      isEmpty = false;
    }
    if (isEmpty) throw new BeyondBlocks();
    return fields;
  }

  function value(text: string, indent: number): unknown {
    if (text === "|") return literal(indent);
    if (text !== "") return scalar(text);
    const next = lines[at] ?? "";
    return block(isItem(next, indent) ? indent : deeper(next, indent));
  }

  function literal(indent: number): string {
    const own = deeper(lines[at] ?? "", indent);
    const from = at;
    while (at < lines.length && indentOf(lines[at] ?? "") >= own) at += 1;
    // An empty line may belong to it, or not.
    if (lines[at] === "") throw new BeyondBlocks();
    return lines
      .slice(from, at)
      .map((line) => `${line.slice(own)}\n`)
      .join("");
  }
}

const plainKey = /^[A-Za-z][\w./-]*$/;
const plainScalar = /^[A-Za-z0-9/][^#]*$/;
const otherThanText = /^(null|Null|NULL|True|TRUE|False|FALSE|[\d.]+(e[-+]?\d+)?|0[xo][\da-f]+)$/i;

function scalar(text: string): string | boolean {
  if (/^"[^"\\]*"$/.test(text)) return text.slice(1, -1);
  if (text === "true" || text === "false") return text === "true";
  const isText = plainScalar.test(text) && keyEnd(text) < 0 && text.trimEnd() === text;
  if (!isText || (otherThanText.test(text) && !/\..*\./.test(text))) throw new BeyondBlocks();
  return text;
}

/** Where the key of `key: value` or `key:` ends. */
function keyEnd(text: string): number {
  const end = text.indexOf(": ");
  if (end >= 0 || !text.endsWith(":")) return end;
  return text.length - 1;
}

function isItem(line: string, indent: number): boolean {
  return indentOf(line) === indent && line.startsWith("- ", indent);
}

function indentOf(line: string): number {
  let indent = 0;
  while (line.charCodeAt(indent) === 32) indent += 1;
  return indent;
}

function deeper(line: string, indent: number): number {
  const found = indentOf(line);
  if (found <= indent) throw new BeyondBlocks();
  return found;
}
