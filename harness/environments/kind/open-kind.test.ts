import { expect, onTestFinished, test } from "vitest";
import { UsageError } from "../../core/failure.ts";
import { fillIn } from "../../subjects/provision.ts";
import { noProgress } from "../../subjects/testing/no-progress.ts";
import { referenceSubject } from "../reference/model-catalogue.ts";
import { type OpenKindRequest, openKindEnvironment } from "./open-kind.ts";
import { type FakePrograms, fakePrograms } from "./testing/fake-programs.ts";

/** Programs of this version of kind, in a Docker that has no image and can pull none. */
async function withoutImages(kindVersion: string): Promise<FakePrograms> {
  const programs = await fakePrograms();
  onTestFinished(() => programs[Symbol.asyncDispose]());
  await programs.answer("kind version ", `kind v${kindVersion} go1.26 linux/amd64\n`);
  await programs.fail("docker image inspect", "Error: No such image: wanted:1");
  const failure =
    'Get "https://registry.example/v2/": dial tcp: lookup registry.example: no such host';
  await programs.fail("docker pull", `Error response from daemon: ${failure}`);
  return programs;
}

function open(
  { env, cacheDir }: FakePrograms,
  more: Pick<OpenKindRequest, "nodeImage" | "giteaImage">,
) {
  const { signal } = new AbortController();
  const context = fillIn({ env, cacheDir, progress: noProgress, signal });
  return openKindEnvironment({ subject: referenceSubject, context, ...more });
}

test.each([
  ["0.33.0", { nodeImage: "mine/node:1" }, /^node image mine\/node:1 .*--node-image/],
  ["0.33.0", {}, /^node image kindest\/node:v1\.37\.0@sha256:\w+ .*--node-image/],
  // Which nodes that version has is its own affair.
  ["0.99.0", { giteaImage: "mine/gitea:1" }, /^image mine\/gitea:1 .*--gitea-image/],
])(
  "with kind %s and %j, an image that can't be had is told before anything is made",
  async (version, more, words) => {
    const programs = await withoutImages(version);
    const opening = open(programs, more);
    await expect(opening).rejects.toThrow(UsageError);
    await expect(opening).rejects.toThrow(words);
    expect((await programs.calls()).join("\n")).not.toContain("kind create");
  },
);
