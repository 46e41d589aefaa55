import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatReference, type ImageReference, parseReference } from "./reference.ts";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("references", () => {
  test.each<[string, ImageReference]>([
    ["x:v1", { registry: "ghcr.io", repository: "fluxcd/x", tag: "v1" }],
    ["mirror/x:v1", { registry: "ghcr.io", repository: "fluxcd/mirror/x", tag: "v1" }],
    ["quay.io/x:v1", { registry: "quay.io", repository: "x", tag: "v1" }],
    ["localhost/a/b:1", { registry: "localhost", repository: "a/b", tag: "1" }],
    ["registry:5000/x:1", { registry: "registry:5000", repository: "x", tag: "1" }],
    ["[::1]:5000/x:1", { registry: "[::1]:5000", repository: "x", tag: "1" }],
    [`a.b/c@${digest}`, { registry: "a.b", repository: "c", digest }],
    [`a.b/c:v1@${digest}`, { registry: "a.b", repository: "c", tag: "v1", digest }],
  ])("%s", (text, expected) => {
    expect(parseReference(text, "ghcr.io/fluxcd")).toEqual(expected);
  });

  test.each([
    ...["", ":v1", "x", "x:", "a.b/x", "a.b/X:1", "a.b//x:1", "a.b/x:-1", "a.b/x/:1", "/x:1"],
    ...["a.b/x@sha256:12", "a.b/x@md5:12", `a.b/x@${digest.toUpperCase()}`, "a.b:port/x:1"],
    ...[
      "a.b/x:1 ",
      "a.b/x:1\n",
      "https://a.b/x:1",
      "user:secret@a.b/x:1",
      `a.b/x:${"1".repeat(129)}`,
    ],
  ])("%j is none", (text) => {
    expect(parseReference(text, "ghcr.io/fluxcd")).toBeUndefined();
  });

  test("what is read from any text is written as the same reference", () => {
    const name = fc.stringMatching(/^[a-z0-9]{1,6}([._-][a-z0-9]{1,4})?$/);
    const image = fc.record(
      {
        registry: fc.oneof(
          fc.domain(),
          fc.tuple(fc.ipV4(), fc.nat(65_535)).map(([ip, port]) => `${ip}:${port}`),
        ),
        repository: fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/")),
        tag: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/),
        digest: fc.stringMatching(/^sha256:[0-9a-f]{64}$/),
      },
      { requiredKeys: ["registry", "repository", "tag"] },
    );
    fc.assert(
      fc.property(image, (each) => {
        expect(parseReference(formatReference(each), "ghcr.io/fluxcd")).toEqual(each);
      }),
    );
  });

  test("no text is more than a reference or none", () => {
    const piece = fc.constantFrom(
      "a",
      "A.b",
      "/",
      ":",
      "@",
      "sha256:",
      "v1",
      "+",
      ",",
      " ",
      "[",
      "]",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(text, (each) => {
        const read = parseReference(each, "ghcr.io/fluxcd");
        if (read) expect(formatReference(read).endsWith(each)).toBe(true);
      }),
    );
  });
});
