import { createReadStream } from "node:fs";

/**
 * The version of `github.com/fluxcd/NAME` that Go wrote into a binary, without its leading v;
 * undefined where it says none or `(devel)`. Reads the file as far as the first mention: the list
 * of modules is plain text in it, a line each, `mod` or `dep`, path and version with tabs between.
 */
export async function readModuleVersion(file: string, name: string): Promise<string | undefined> {
  const line = new RegExp(`\\n(?:mod|dep)\\tgithub\\.com/fluxcd/${name}\\t(\\S+)`);
  let carry = "";
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    const text = carry + (chunk as Buffer).toString("latin1");
    const version = line.exec(text)?.[1];
    // A match that touches the end may be cut short there; the carry brings it whole.
    if (version && !text.endsWith(version)) {
      return /^v\d/.test(version) ? version.slice(1) : undefined;
    }
    carry = text.slice(-512);
  }
  return undefined;
}
