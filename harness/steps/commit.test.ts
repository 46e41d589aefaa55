import { describe, expect, it } from "vitest";
import { fakeDrive, recordedOf } from "../../test/drive-context.ts";
import type { Step } from "../core/scenario.ts";
import { drive } from "../runner/drive.ts";
import { commit } from "./commit.ts";
import { forcePush } from "./force-push.ts";

const fleet = { repositories: 10, kustomizations: 10 };

async function run(steps: Step[], options: { seed?: number; fleet?: object } = {}) {
  const fake = fakeDrive({ drive: steps, fleet: { ...fleet, ...options.fleet } }, options);
  await drive(fake.context, () => {});
  return fake;
}

const touched = ({ commits }: { commits: { repository: string }[] }) =>
  commits.map(({ repository }) => repository);

describe("commit", () => {
  it("changes every Kustomization of every repository", async () => {
    const fake = await run([commit()], { fleet: { repositories: 2, kustomizations: 4 } });
    expect(recordedOf(fake, "git.commit")).toMatchObject([
      {
        repository: "fleet-000",
        branch: "main",
        commit: "commit-1",
        previous: null,
        forced: false,
        change: 0,
        touches: ["fluxproof/fleet-000-k-000", "fluxproof/fleet-000-k-001"],
        drops: [],
      },
      {
        repository: "fleet-001",
        touches: ["fluxproof/fleet-001-k-000", "fluxproof/fleet-001-k-001"],
      },
    ]);
    expect(Object.keys(fake.commits[0]?.files ?? {}).sort()).toEqual([
      "CHANGE",
      "fleet-000-k-000/objects.yaml",
      "fleet-000-k-001/objects.yaml",
    ]);
  });

  it("counts changes for each repository, and writes them into its manifests", async () => {
    const fake = await run([commit({ repositories: ["fleet-003"], objects: 1 }), commit()]);
    const changes = recordedOf(fake, "git.commit").map(({ repository, change, previous }) => ({
      repository,
      change,
      previous,
    }));
    expect(changes[0]).toEqual({ repository: "fleet-003", change: 0, previous: null });
    expect(changes[4]).toEqual({ repository: "fleet-003", change: 1, previous: "commit-1" });
    expect(fake.commits[4]?.files["fleet-003-k-000/objects.yaml"]).toContain('change: "1"');
    expect(fake.commits[4]?.files.CHANGE).toBe("1\n");
  });

  it("is announced for all repositories once they are pushed, if so asked", async () => {
    const fake = await run([commit({ announced: true }), commit()], {
      fleet: { repositories: 2, kustomizations: 2 },
    });
    const told = fake.recorded.flatMap((entry) => {
      if (entry.type === "git.commit") return [`push ${entry.repository}`];
      return entry.type === "kube.write" ? [`${entry.kind} ${entry.name}`] : [];
    });
    expect(told).toEqual([
      "push fleet-000",
      "push fleet-001",
      "GitRepository fleet-000",
      "GitRepository fleet-001",
      "push fleet-000",
      "push fleet-001",
    ]);
    expect(fake.writes.map(({ object }) => object.metadata)).toMatchObject([
      { name: "fleet-000", annotations: { "reconcile.fluxcd.io/requestedAt": expect.any(String) } },
      { name: "fleet-001" },
    ]);
  });

  it("is stamped with the moment of the push", async () => {
    const fake = fakeDrive({ drive: [commit()], fleet: { repositories: 1 } });
    const record = fake.context.recorder.record;
    const stamps: (number | undefined)[] = [];
    fake.context.recorder.record = (observation, tMs) => {
      if (observation.type === "git.commit") stamps.push(tMs);
      return record(observation, tMs);
    };
    fake.clock.advance(1234);
    await drive(fake.context, () => {});
    expect(stamps).toEqual([1234]);
  });

  it.each([
    [0.2, 2],
    [0.25, 3],
    [0.01, 1],
    [0.99, 10],
    [1, 10],
  ])("takes a share of %d of ten repositories as %d", async (share, expected) => {
    const fake = await run([commit({ share })]);
    expect(touched(fake)).toHaveLength(expected);
    expect(new Set(touched(fake)).size).toBe(expected);
  });

  it("takes a share of those that match, in the plan's order", async () => {
    const fake = await run([commit({ repositories: ["fleet-00[x", "*-00*"], share: 0.5 })]);
    expect(touched(fake)).toEqual([...touched(fake)].sort());
    expect(touched(fake)).toHaveLength(5);
  });

  it("draws the same share for the same seed, another for another, and anew at each step", async () => {
    const steps = [commit({ share: 0.3 }), commit({ share: 0.3 })];
    const draw = async (seed: number) => touched(await run(steps, { seed }));
    const first = await draw(1);
    expect(await draw(1)).toEqual(first);
    expect(first.slice(0, 3)).not.toEqual(first.slice(3));
    const others = await Promise.all([2, 3, 4].map(draw));
    expect(others).not.toContainEqual(first);
  });

  it("draws independently of what other steps drew", async () => {
    const alone = touched(await run([commit({ share: 0.1 }), commit({ share: 0.3 })])).slice(1);
    const after = touched(await run([commit({ share: 0.9 }), commit({ share: 0.3 })])).slice(9);
    expect(after).toEqual(alone);
  });

  it("drops the objects that are too many from now on", async () => {
    const fake = await run([commit({ objects: 3 }), commit({ objects: 1 }), commit()], {
      fleet: { repositories: 1, kustomizations: 1 },
    });
    expect(recordedOf(fake, "git.commit").map(({ drops }) => drops)).toEqual([
      [],
      ["fluxproof/fleet-000-k-000-1", "fluxproof/fleet-000-k-000-2"],
      [],
    ]);
    const manifests = fake.commits.map(({ files }) => files["fleet-000-k-000/objects.yaml"] ?? "");
    expect(manifests.map((text) => text.split("kind: ConfigMap").length - 1)).toEqual([3, 1, 1]);
  });

  it("refuses globs that match nothing, and names what there is", async () => {
    const wrong = run([commit({ repositories: ["large"] })], { fleet: { repositories: 2 } });
    await expect(wrong).rejects.toThrow(
      'repositories ["large"]: expected to match one of: fleet-000, fleet-001',
    );
  });
});

describe("force-push", () => {
  const one = { fleet: { repositories: 1, kustomizations: 1 } };

  it("puts its commit on the parent of the head and forgets what it replaced", async () => {
    const fake = await run([commit(), commit(), commit(), forcePush(), forcePush()], one);
    expect(fake.commits.map(({ onto }) => onto)).toEqual([
      ...[undefined, undefined, undefined],
      "commit-2",
      "commit-2",
    ]);
    expect(recordedOf(fake, "git.commit").slice(3)).toMatchObject([
      { commit: "commit-4", previous: "commit-3", forced: true, change: 3 },
      { commit: "commit-5", previous: "commit-4", forced: true, change: 4 },
    ]);
  });

  it("goes back further, though never past the first commit", async () => {
    const fake = await run([commit(), commit(), commit(), forcePush({ back: 2 })], one);
    expect(fake.commits.at(-1)?.onto).toBe("commit-1");
    const far = await run([commit(), commit(), forcePush({ back: 99 })], one);
    expect(far.commits.at(-1)?.onto).toBe("commit-1");
  });

  it("has as many objects as its new parent, and drops those that the head had more", async () => {
    const fake = await run([commit({ objects: 1 }), commit({ objects: 3 }), forcePush()], one);
    expect(recordedOf(fake, "git.commit").at(-1)?.drops).toEqual([
      "fluxproof/fleet-000-k-000-1",
      "fluxproof/fleet-000-k-000-2",
    ]);
  });

  it("has as many objects as it is told", async () => {
    const fake = await run([commit({ objects: 2 }), commit(), forcePush({ objects: 1 })], one);
    expect(recordedOf(fake, "git.commit").at(-1)?.drops).toEqual(["fluxproof/fleet-000-k-000-1"]);
  });

  it("is no rewrite on a branch of one commit", async () => {
    const fake = await run([commit(), forcePush()], one);
    expect(recordedOf(fake, "git.commit").at(-1)).toMatchObject({
      previous: "commit-1",
      forced: false,
    });
  });

  it("rewrites the matching branches alone", async () => {
    const fake = await run([commit(), commit(), forcePush({ repositories: ["*-004"] })]);
    expect(fake.commits.filter(({ onto }) => onto !== undefined)).toMatchObject([
      { repository: "fleet-004" },
    ]);
  });
});
