import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { packTarGz, unpackTarGz } from "./tar-gz.ts";

const path = fc.stringMatching(/^[a-z]{1,8}(\/[a-z.]{1,8}[a-z]){0,3}$/);

it("packs what it unpacks, the same bytes whatever order the files are in", () => {
  fc.assert(
    fc.property(fc.dictionary(path, fc.string({ maxLength: 1500 })), (files) => {
      const archive = packTarGz(files);
      expect(unpackTarGz(archive)).toEqual(files);
      const reversed = Object.fromEntries(Object.entries(files).reverse());
      expect(packTarGz(reversed)).toEqual(archive);
    }),
  );
});

it("packs what tar unpacks, and unpacks what tar packs", () => {
  const dir = mkdtempSync(join(tmpdir(), "tar-gz-"));
  try {
    writeFileSync(join(dir, "ours.tgz"), packTarGz({ "app/a.yaml": "a: 1\n", b: "x".repeat(600) }));
    execFileSync("tar", ["-xzf", "ours.tgz"], { cwd: dir });
    expect(readFileSync(join(dir, "app/a.yaml"), "utf8")).toBe("a: 1\n");
    expect(readFileSync(join(dir, "b"), "utf8")).toBe("x".repeat(600));
    execFileSync("tar", ["--format=ustar", "-czf", "theirs.tgz", "app", "b"], { cwd: dir });
    expect(unpackTarGz(readFileSync(join(dir, "theirs.tgz")))).toEqual({
      "app/a.yaml": "a: 1\n",
      b: "x".repeat(600),
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

it.each([
  ["no gzip", Buffer.from("no archive")],
  ["no tar", gzipSync("x".repeat(1024))],
])("takes %s for no archive", (_, bytes) => expect(unpackTarGz(bytes)).toBeUndefined());

it("refuses a path that an archive has no room for", () => {
  expect(() => packTarGz({ ["a".repeat(101)]: "" })).toThrow(/at most 100 bytes/);
});
