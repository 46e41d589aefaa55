import { describe, expect, it } from "vitest";
import { fakeDrive, recordedOf } from "../../test/drive-context.ts";
import type { Step } from "../core/scenario.ts";
import { drive } from "../runner/drive.ts";
import { setUp } from "../runner/set-up.ts";
import { kustomization, yamlOf } from "../scenario/objects.ts";
import { commit } from "./commit.ts";
import { forcePush } from "./force-push.ts";

const named = (kind: string, name: string, data: string) =>
  yamlOf({ apiVersion: "v1", kind, metadata: { name }, data: { text: data } });

const files = {
  "app/a.yaml": named("ConfigMap", "a", "1"),
  "app/b.yaml": named("Service", "b", "1"),
  "base/c.yaml": named("ConfigMap", "c", "1"),
};

/** Sets up a repository with those files and three Kustomizations, then drives. */
async function run(...steps: Step[]) {
  const fake = fakeDrive({
    repositories: [{ name: "own", kustomizations: 1, files }],
    objects: [
      kustomization({ name: "app", repository: "own" }),
      kustomization({ name: "base", repository: "own", path: "base/" }),
      kustomization({ name: "all", repository: "own", path: "./" }),
      kustomization({ name: "other", repository: "fleet-000" }),
    ],
    drive: steps,
  });
  await setUp(fake.context, async () => {});
  await drive(fake.context, () => {});
  return { fake, told: recordedOf(fake, "git.commit") };
}

const ns = (names: string[]) => names.map((name) => `fluxproof/${name}`);

describe("the files of a repository", () => {
  it("are in the first commit, in the namespace of the run", async () => {
    const { fake, told } = await run();
    const [first] = fake.commits;
    expect(Object.keys(first?.files ?? {})).toEqual([
      ...Object.keys(files),
      "own-k-000/objects.yaml",
      "CHANGE",
    ]);
    expect(first?.files["app/a.yaml"]).toContain('namespace: "fluxproof"');
    expect(told[0]).toMatchObject({ touches: ns(["own-k-000", "app", "base", "all"]), drops: [] });
  });

  it("touch the Kustomizations over them, when they change", async () => {
    const { fake, told } = await run(
      commit({ files: { "base/c.yaml": named("ConfigMap", "c", "2") } }),
      commit({ files: { "base/c.yaml": named("ConfigMap", "c", "2") } }),
      commit({ files: { "application/x.yaml": "x" } }),
    );
    expect(fake.commits[1]?.files["app/a.yaml"]).toBeUndefined();
    expect(told.slice(1).map(({ touches }) => touches)).toEqual([
      ns(["own-k-000", "base", "all"]),
      ns(["own-k-000"]),
      ns(["own-k-000", "all"]),
    ]);
  });

  it("drop their objects when they are deleted, or no longer hold them", async () => {
    const { fake, told } = await run(
      commit({ files: { "app/a.yaml": null, "app/b.yaml": named("Service", "d", "1") } }),
      commit({ files: { "base/c.yaml": "neither: [YAML" } }),
    );
    expect(fake.commits[1]?.files["app/a.yaml"]).toBeNull();
    expect(told.map(({ drops }) => drops)).toEqual([
      [],
      ["fluxproof/a", "Service fluxproof/b"],
      ["fluxproof/c"],
    ]);
  });

  it("are those of the new parent after a force-push", async () => {
    const { told } = await run(
      commit({ files: { "app/new.yaml": named("ConfigMap", "new", "1"), "app/a.yaml": null } }),
      forcePush(),
      commit({ files: { "app/a.yaml": null } }),
    );
    expect(told[2]).toMatchObject({
      touches: ns(["own-k-000", "app", "all"]),
      drops: ["fluxproof/new"],
    });
    expect(told[3]?.drops).toEqual(["fluxproof/a"]);
  });

  it.each<[Record<string, string | null>, RegExp]>([
    [{ CHANGE: "9" }, /^file CHANGE of repository own is generated/],
    [{ "own-k-000/objects.yaml": null }, /own-k-000\/objects\.yaml of repository own is generated/],
    [{ "app/z.yaml": null }, /can't be deleted; .* app\/a\.yaml, app\/b\.yaml, base\/c\.yaml$/],
    [{ "../x": "" }, /files\.\.\.\/x = "": expected a path inside the repository/],
    [{ "/x": "" }, /expected a path inside/],
    [{ ".git/config": "" }, /expected a path inside/],
    [{ "a//b": "" }, /expected a path inside/],
  ])("can't be changed by %j", async (changes, expected) => {
    await expect(run({ use: "commit", with: { files: changes } })).rejects.toThrow(expected);
  });
});
