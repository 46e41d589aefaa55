import { array, assert, constantFrom, oneof, property, string } from "fast-check";
import { expect, test } from "vitest";
import { parseGitRequest, repositoryName } from "./request-path.ts";

const parse = (target: string) => parseGitRequest(`http://localhost${target}`);

test("knows the three paths of smart HTTP", () => {
  expect(parse("/large.git/info/refs?service=git-upload-pack")).toEqual({
    ...{ root: "", repository: "large", file: "info/refs", endpoint: "refs", pushes: false },
  });
  expect(parse("/large.git/info/refs?service=git-receive-pack")).toMatchObject({
    ...{ endpoint: "refs", pushes: true },
  });
  expect(parse("/large.git/git-upload-pack")).toMatchObject({ endpoint: "pack", pushes: false });
  expect(parse("/large.git/git-receive-pack")).toMatchObject({ endpoint: "other", pushes: true });
});

test.each([
  "/",
  "/large.git",
  "/large/info/refs?service=git-upload-pack",
  "/large.git/info/refs",
  "/large.git/info/refs?service=git-upload-archive",
  "/large.git/HEAD",
  "/large.git/objects/info/packs",
  "/.git/git-upload-pack",
  "/...git/git-upload-pack",
  "/a/../../b.git/git-upload-pack/",
  "/%2e%2e%2fetc.git/git-upload-pack",
  "/..%2fetc.git/git-upload-pack",
  "/a%00.git/git-upload-pack",
  "/large.git/git-upload-pack/../../x",
])("knows nothing at %s", (target) => {
  expect(parse(target)).toBeUndefined();
});

test("whatever is asked, a name is one plain path segment", () => {
  const piece = oneof(
    constantFrom("..", ".", "/", "\\", "%2e", "%2f", "%00", ".git", "large", "?", "#", "%"),
    constantFrom("info/refs", "git-upload-pack", "git-receive-pack", "service=git-upload-pack"),
    string({ unit: "binary", maxLength: 3 }),
  );
  assert(
    property(array(piece, { maxLength: 10 }), (pieces) => {
      const found = parse(`/${pieces.join("")}`);
      if (found) expect(found.repository).toMatch(repositoryName);
    }),
    { numRuns: 3000 },
  );
});
