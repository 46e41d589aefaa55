import {
  array,
  assert,
  asyncProperty,
  dictionary,
  nat,
  property,
  record,
  string,
} from "fast-check";
import { expect, test } from "vitest";
import {
  pktLine,
  readAdvertisement,
  readModelPack,
  readUploadPackRequest,
  uploadPackRequest,
  writeAdvertisement,
  writeModelPack,
} from "./git-wire.ts";
import { NetworkFailure } from "./network-failure.ts";

const hash = (digit: string) => digit.repeat(40);

/** As git 2.39 has it, shortened. */
const advertised = [
  "001e# service=git-upload-pack\n0000",
  `0073${hash("1")} HEAD\0multi_ack ofs-delta symref=HEAD:refs/heads/main agent=git/2.39.5\n`,
  `003d${hash("1")} refs/heads/main\n`,
  `003a${hash("2")} refs/tags/v1\n`,
  `003d${hash("3")} refs/tags/v1^{}\n`,
  "0000",
].join("");

test("reads what git advertises, and writes the like", () => {
  const read = readAdvertisement(advertised);
  expect(read).toEqual({
    refs: new Map([
      ["refs/heads/main", hash("1")],
      ["refs/tags/v1", hash("2")],
    ]),
    head: { commit: hash("1"), ref: "refs/heads/main" },
    capabilities: ["multi_ack", "ofs-delta", "agent=git/2.39.5"],
  });
  expect(readAdvertisement(writeAdvertisement(read))).toEqual(read);
  const empty = { refs: new Map(), capabilities: [] };
  expect(writeAdvertisement(empty)).toBe("001e# service=git-upload-pack\n00000000");
  expect(readAdvertisement(writeAdvertisement(empty))).toEqual(empty);
  const newer = `001e# service=git-upload-pack\n0000${pktLine(`${hash("0")} capabilities^{}\0a`)}0000`;
  expect(readAdvertisement(newer)).toEqual({ refs: new Map(), capabilities: ["a"] });
});

test.each([
  ["", "empty input"],
  ["<html>", "invalid pkt-len found"],
  ["0003", "invalid pkt-len found"],
  [advertised.slice(0, 60), "unexpected EOF"],
  [advertised.slice(0, -4), "pkt-line 7: EOF"],
  ["001e# service=git-upload-pack\n0000001dERR repository is broken\n", "malformed ref data"],
  ["0018ERR access denied!!\n", "access denied!!"],
])("says what is wrong with the advertisement %j", (text, problem) => {
  expect(() => readAdvertisement(text)).toThrow(problem);
});

test("never takes the begin of an advertisement for one", () => {
  for (let end = 0; end < advertised.length; end += 1) {
    expect(() => readAdvertisement(advertised.slice(0, end))).toThrow(Error);
  }
});

test("asks for commits as go-git does, and reads such requests", () => {
  const request = uploadPackRequest([hash("b"), hash("a"), hash("b")]);
  expect(request).toMatch(
    /^0[0-9a-f]{3}want a{40} [^\n]+\n0032want b{40}\n000ddeepen 1\n00000009done\n$/,
  );
  expect(readUploadPackRequest(request)).toEqual([hash("a"), hash("b")]);
  expect(() => uploadPackRequest([])).toThrow("empty wants");
  for (const bad of ["", "0000", "zzzz", pktLine("want me\n"), pktLine("push\n")]) {
    expect(() => readUploadPackRequest(bad)).toThrow(Error);
  }
});

test("reading any text ends, in a result or an Error", () => {
  assert(
    property(string({ unit: "binary" }), (text) => {
      for (const read of [readAdvertisement, readUploadPackRequest]) {
        try {
          read(text);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }
    }),
  );
});

const snapshot = record({
  commit: string({ minLength: 1 }),
  message: string(),
  parents: array(string({ minLength: 1 }), { maxLength: 2 }),
  files: dictionary(string({ unit: "binary" }), string({ unit: "grapheme" })),
  unread: record({
    files: nat(1000),
    bytes: nat(),
    largestBytes: nat(),
    packedBytes: nat(100_000),
  }),
});

async function* of(pieces: Iterable<Uint8Array>, error?: Error) {
  yield* pieces;
  if (error) throw error;
}

test("a pack gives back what went in, in pieces of at most 16 KiB; cut anywhere, it is an unexpected EOF", async () => {
  await assert(
    asyncProperty(snapshot, nat(), async (given, at) => {
      const pieces = [...writeModelPack(given)];
      expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(16 * 1024);
      expect(await readModelPack(of(pieces))).toEqual(given);
      const whole = Buffer.concat(pieces);
      const cut = [whole.subarray(0, 1 + (at % (whole.length - 1)))];
      await expect(readModelPack(of(cut))).rejects.toThrow("unexpected EOF");
      const closed = new NetworkFailure("closed", "http://git.example");
      await expect(readModelPack(of(cut, closed))).rejects.toThrow("unexpected EOF");
    }),
  );
});

test("a pack that never began, that was refused or that is none", async () => {
  const read = (text: string, error?: Error) => readModelPack(of([Buffer.from(text)], error));
  await expect(readModelPack(of([]))).rejects.toThrow("empty git-upload-pack given");
  const reset = new NetworkFailure("reset", "http://git.example");
  await expect(read("{", reset)).rejects.toBe(reset);
  const refused = pktLine(`ERR upload-pack: not our ref ${hash("1")}`);
  await expect(read(refused)).rejects.toThrow(`upload-pack: not our ref ${hash("1")}`);
  for (const bad of ["PACK\n", "null\n", "[]\n", '{"commit":"a"}\n']) {
    await expect(read(bad)).rejects.toThrow("malformed pack file signature");
  }
});
