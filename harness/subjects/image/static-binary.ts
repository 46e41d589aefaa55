import { open } from "node:fs/promises";

/** `e_machine` by processor, from the ELF specification's register. */
const machines: Record<string, number> = { amd64: 62, arm64: 183 };
const interpreterSegment = 3;

/** Why a file can't be run by itself outside of its image; undefined for a static binary of this processor. */
export async function whyNotStatic(file: string, arch: string): Promise<string | undefined> {
  await using handle = await open(file);
  const header = Buffer.alloc(64);
  await handle.read(header, 0, 64, 0);
  const isElf64 = header.readUInt32BE(0) === 0x7f454c46 && header[4] === 2 && header[5] === 1;
  if (!isElf64) {
    return "it is not a program of 64 bits in ELF form";
  }
  if (header.readUInt16LE(18) !== machines[arch]) {
    return `it is for another processor than ${arch}`;
  }
  const table = Number(header.readBigUInt64LE(32));
  const [size, count] = [header.readUInt16LE(54), header.readUInt16LE(56)];
  for (let index = 0; index < count; index += 1) {
    const segment = Buffer.alloc(4);
    await handle.read(segment, 0, 4, table + index * size);
    if (segment.readUInt32LE(0) === interpreterSegment) {
      return "it is linked dynamically, and would look for the image's libraries";
    }
  }
  return undefined;
}
