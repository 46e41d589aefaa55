import { describe, expect, it } from "vitest";
import { hasAll, parseImageList, parseManifest } from "./load-images.ts";

const config = "c".repeat(64);
const there = parseImageList(`REF                TYPE                       DIGEST     SIZE
fluxproof.local/a:1   application/vnd.oci.image  sha256:aa  1 KiB
docker.io/gitea/gitea:2   application/vnd.oci.image  sha256:bb  1 KiB
docker.io/library/redis:7   application/vnd.oci.image  sha256:cc  1 KiB
sha256:${config}   application/vnd.oci.image  sha256:aa  1 KiB
sha256:gitea   application/vnd.oci.image  sha256:bb  1 KiB
sha256:redis   application/vnd.oci.image  sha256:cc  1 KiB
`);

describe("images on a node", () => {
  it.each([
    [`${config}.json`, ["fluxproof.local/a:1"], true],
    [`blobs/sha256/${config}`, ["fluxproof.local/a:1"], true],
    [`${config}.json`, null, true],
    // Its tag is on another image.
    [`${config}.json`, ["gitea/gitea:2"], false],
    [`${config}.json`, ["fluxproof.local/a:1", "fluxproof.local/a:2"], false],
    [`${"d".repeat(64)}.json`, ["fluxproof.local/a:1"], false],
  ])("%s as %s: %s", (Config, RepoTags, expected) => {
    expect(hasAll(there, parseManifest(JSON.stringify([{ Config, RepoTags }])))).toBe(expected);
  });

  it("go by Docker's short names, too", () => {
    expect(hasAll(there, [{ id: "sha256:gitea", tags: ["gitea/gitea:2"] }])).toBe(true);
    expect(hasAll(there, [{ id: "sha256:redis", tags: ["redis:7"] }])).toBe(true);
    expect(hasAll(there, [{ id: "sha256:redis", tags: ["localhost/redis:7"] }])).toBe(false);
  });
});
