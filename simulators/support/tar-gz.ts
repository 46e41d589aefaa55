import { gunzipSync, gzipSync } from "node:zlib";

const blockSize = 512;
/** Where fields of a header begin and end: POSIX.1-2017, pax, "ustar Interchange Format". */
const fields = {
  name: [0, 100],
  mode: [100, 108],
  owner: [108, 116],
  group: [116, 124],
  size: [124, 136],
  time: [136, 148],
  checksum: [148, 156],
  type: [156, 157],
  magic: [257, 265],
  prefix: [345, 500],
} as const;
const magic = "ustar\u000000";
/** Of the header of gzip, "unknown": an archive must not tell which system made it. */
const [systemAt, unknownSystem] = [9, 255];

/**
 * An archive of files by path: the same bytes for the same files, whose digest they are known by, and so
 * not compressed, as compressors differ. Made at once: who asks may be in virtual time.
 * @throws RangeError for a path over 100 bytes
 */
export function packTarGz(files: Readonly<Record<string, string>>): Uint8Array {
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  const blocks = sorted.flatMap(([path, text]) => {
    const bytes = Buffer.from(text);
    return [headerOf(path, bytes.length), bytes, Buffer.alloc(-bytes.length & (blockSize - 1))];
  });
  const tar = Buffer.concat([...blocks, Buffer.alloc(2 * blockSize)]);
  const archive = gzipSync(tar, { level: 0 });
  archive[systemAt] = unknownSystem;
  return archive;
}

function headerOf(path: string, size: number): Buffer {
  const header = Buffer.alloc(blockSize);
  const put = (field: keyof typeof fields, text: string) => {
    const [from, to] = fields[field];
    if (Buffer.byteLength(text) > to - from) {
      throw new RangeError(`${path}: expected at most ${to - from} bytes in an archive`);
    }
    header.write(text, from);
  };
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  put("name", path);
  put("mode", octal(0o644, 7));
  put("owner", octal(0, 7));
  put("group", octal(0, 7));
  put("size", octal(size, 11));
  put("time", octal(0, 11));
  put("type", "0");
  put("magic", magic);
  // Summed up with blanks in its own place.
  put("checksum", " ".repeat(8));
  const sum = header.reduce((all, byte) => all + byte, 0);
  put("checksum", `${octal(sum, 6)}\0 `);
  return header;
}

/** The texts of an archive by path, in its order; undefined for what is no archive. */
export function unpackTarGz(archive: Uint8Array): Record<string, string> | undefined {
  let tar: Buffer;
  try {
    tar = gunzipSync(archive);
  } catch {
    return undefined;
  }
  const files: Record<string, string> = {};
  for (let at = 0; at + blockSize <= tar.length; ) {
    const read = (field: keyof typeof fields) => {
      const [from, to] = fields[field];
      return tar.toString("utf8", at + from, at + to).replace(/\0.*$/s, "");
    };
    const name = read("name");
    if (name === "") break;
    const size = Number.parseInt(read("size"), 8);
    if (!read("magic").startsWith("ustar") || Number.isNaN(size)) return undefined;
    const begins = at + blockSize;
    const path = [read("prefix"), name].filter(Boolean).join("/");
    if (/^0?$/.test(read("type"))) files[path] = tar.toString("utf8", begins, begins + size);
    at = begins + Math.ceil(size / blockSize) * blockSize;
  }
  return files;
}
