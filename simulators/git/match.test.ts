import { expect, test } from "vitest";
import { matchesGitRequest } from "./match.ts";

const refs = new Request("http://localhost/fleet-001.git/info/refs?service=git-upload-pack");
const pack = new Request("http://localhost/large.git/git-upload-pack", { method: "POST" });
const push = new Request("http://localhost/large.git/git-receive-pack", { method: "POST" });
const overSsh = new Request("ssh://localhost:2222/fleet-002.git", { method: "POST" });
const nothing = new Request("http://localhost/favicon.ico");

test.each([
  { match: undefined, covers: [true, true, true, true, true] },
  { match: {}, covers: [true, true, true, true, true] },
  { match: { repositories: ["fleet-*", "small"] }, covers: [true, false, false, false, true] },
  { match: { repositories: ["*"] }, covers: [true, true, true, false, true] },
  { match: { repositories: [] }, covers: [false, false, false, false, false] },
  { match: { endpoint: "refs" as const }, covers: [true, false, false, false, false] },
  { match: { endpoint: "pack" as const }, covers: [false, true, false, false, false] },
  {
    match: { endpoint: "pack" as const, repositories: ["fleet-*"] },
    covers: [false, false, false, false, false],
  },
])("$match covers $covers", ({ match, covers }) => {
  const requests = [refs, pack, push, nothing, overSsh];
  expect(requests.map((request) => matchesGitRequest(match, request))).toEqual(covers);
});
