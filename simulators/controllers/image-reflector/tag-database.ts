/**
 * The tags of every repository that was scanned, by canonical name: the volume of
 * image-reflector-controller. It outlives a crash and is gone with the Pod.
 */
export interface TagDatabase {
  tags(name: string): readonly string[];
  /** Gives the checksum of what is stored. */
  store(name: string, tags: readonly string[]): string;
  clear(): void;
}

export function createTagDatabase(): TagDatabase {
  const stored = new Map<string, readonly string[]>();
  return {
    tags: (name) => stored.get(name) ?? [],
    store(name, tags) {
      stored.set(name, [...tags]);
      return String(adler32(Buffer.from(JSON.stringify(tags))));
    },
    clear: () => stored.clear(),
  };
}

/** RFC 1950, section 8.2. */
function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}
