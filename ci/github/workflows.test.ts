import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { acceptsCommand } from "../../test/accepts-command.ts";
import { fillIn, playStep } from "./play-step.ts";
import { readAction, readWorkflows, type Step } from "./read-files.ts";

const action = readAction();
const workflows = readWorkflows();
const jobs = Object.entries(workflows).flatMap(([file, { jobs }]) =>
  Object.entries(jobs).map(([name, job]) => ({ file, name, job })),
);
const allSteps = [...action.runs.steps, ...jobs.flatMap(({ job }) => job.steps)];
const ownAction = "./.github/actions/fluxproof";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "fluxproof-workflows-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe("the workflows", () => {
  test("are those for nights, releases and plans", () => {
    expect(Object.keys(workflows)).toEqual(
      ["capacity", "nightly", "qualification"].map((name) => `workflows/fluxproof-${name}.yml`),
    );
  });

  test("put no expression into a script", () => {
    expect(allSteps.filter(({ run }) => run?.includes("${{"))).toEqual([]);
  });

  test("take actions of GitHub's own by their major version, and ours from the same repository", () => {
    const strange = allSteps.filter(
      ({ uses }) => uses && uses !== ownAction && !/^actions\/[a-z/-]+@v\d+$/.test(uses),
    );
    expect(strange).toEqual([]);
    const checkouts = allSteps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.length).toBeGreaterThan(0);
    for (const { with: options } of checkouts) expect(options?.["persist-credentials"]).toBe(false);
  });

  test("may write nothing but one comment, in a job that runs nothing of a pull request", () => {
    for (const { permissions } of Object.values(workflows)) {
      expect(new Set(Object.values(permissions))).toEqual(new Set(["read"]));
    }
    const writing = jobs.filter(({ job }) => job.permissions !== undefined);
    expect(writing.map(({ name, job }) => [name, job.permissions])).toEqual([
      ["comment", { "pull-requests": "write" }],
    ]);
    const uses = writing.flatMap(({ job }) => job.steps).map((step) => step.uses ?? "");
    expect(uses.filter((each) => /checkout|^\./.test(each))).toEqual([]);
  });

  test("give the action no input it doesn't have", () => {
    const given = jobs.flatMap(({ job }) =>
      job.steps.flatMap((step) => (step.uses === ownAction ? Object.keys(step.with ?? {}) : [])),
    );
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(given));
  });
});

describe("every command of fluxproof in a workflow", () => {
  test.each(jobs)("is one that there is: $file, $name", async ({ file, job }) => {
    const commands = job.steps.flatMap((step) => commandsOf(step, file));
    for (const args of commands) await expect(acceptsCommand(args)).resolves.toBe(true);
  });

  test("is found, and would not be taken with an option that there is not", async () => {
    const commands = jobs.flatMap(({ job, file }) =>
      job.steps.flatMap((step) => commandsOf(step, file)),
    );
    const names = new Set(
      commands.map(([name, sub]) => (name === "history" ? `${name} ${sub}` : name)),
    );
    expect([...names].sort()).toEqual(
      ["capacity", "qualify", "run"]
        .concat(["add", "export", "import", "regressions"].map((sub) => `history ${sub}`))
        .sort(),
    );
    await expect(acceptsCommand(["provision", "--env=kind", "--", "flux@2.7"])).resolves.toBe(true);
    await expect(acceptsCommand(["run", "--environment=local"])).rejects.toThrow("unknown option");
    await expect(acceptsCommand(["runs"])).rejects.toThrow("unknown command");
  });

  const values: Record<string, string> = {
    "runner.temp": "/tmp/runner",
    "env.SUBJECT": "flux@2.7",
    "env.ENVIRONMENT": "local",
    "inputs.scenarios": "sources apply/denied-by-rbac",
    "inputs.environment || 'local'": "sim",
    "inputs.budget || '90m'": "90m",
    "steps.subjects.outputs.baseline": "flux@2.7",
    "steps.subjects.outputs.candidate": "image:flux@2.9.1",
    "github.token": "",
    "github.ref_name": "main",
    "github.event_name": "workflow_dispatch",
    "github.event.pull_request.number": "7",
    "inputs.baseline": "flux@2.7",
    "inputs.candidate": "flux@2.9",
    "inputs.clusters": "200",
    "inputs.kustomizations-per-cluster": "10",
    "inputs.slo": "p99 commit-to-ready <= 2m",
    "inputs.memory-limit": "1Gi",
    "inputs.subject": "flux@2.7",
    "inputs.repositories && format('--repositories={0}', inputs.repositories) || ''":
      "--repositories=100",
    "inputs.commits-per-hour": "4",
    "inputs.budget": "3h",
  };

  /** What fluxproof is called with when the step is played. */
  function commandsOf(step: Step, file: string): string[][] {
    const place = mkdtempSync(join(dir, "step-"));
    if (step.run) {
      // Where `gh` finds a history, it is fetched and imported.
      const env = { FAKE_STDOUT: "2026-11-25T00:00:00Z\t77\n" };
      return playStep({ step, dir: place, values, env }).calls;
    }
    if (step.uses !== ownAction) return [];
    const { args = "", names = "" } = step.with ?? {};
    const run = action.runs.steps.find(({ id }) => id === "run") ?? {};
    const filled = {
      "inputs.args": fillIn(`${args}`, values),
      "inputs.names": fillIn(`${names}`, values),
      "inputs.summary": "markdown",
    };
    const { calls, code } = playStep({ step: run, dir: place, values: filled });
    expect(code, file).toBe(0);
    return calls;
  }
});

describe("a pull request", () => {
  const file = "clusters/my cluster/flux-system/gotk-components.yaml";
  const subjects = jobs.flatMap(({ job }) => job.steps).find(({ id }) => id === "subjects") as Step;

  function git(...args: string[]): void {
    const who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    execFileSync("git", [...who, ...args], { cwd: join(dir, "repository"), stdio: "pipe" });
  }

  /** Commits the files of before and after, and plays the step on the latter. */
  function play(before: Record<string, string>, after: Record<string, string>) {
    mkdirSync(join(dir, "repository"));
    git("init", "--quiet");
    for (const files of [before, after]) {
      for (const [name, version] of Object.entries(files)) {
        const path = join(dir, "repository", name);
        mkdirSync(join(path, ".."), { recursive: true });
        writeFileSync(
          path,
          `---\n# This manifest was generated by flux. DO NOT EDIT.\n# Flux Version: ${version}\n`,
        );
      }
      git("add", ".");
      git("commit", "--quiet", "--allow-empty", "--message", "a");
    }
    const values = {
      "github.event_name": "pull_request",
      "inputs.baseline": "",
      "inputs.candidate": "",
    };
    return playStep({ step: subjects, dir, cwd: join(dir, "repository"), values });
  }

  test("that changes the version of Flux asks about both", () => {
    expect(play({ [file]: "v2.7.0" }, { [file]: "v2.9.1" })).toMatchObject({
      code: 0,
      outputs: "is-asked=true\nbaseline=image:flux@2.7.0\ncandidate=image:flux@2.9.1\n",
    });
  });

  test.each<[string, Record<string, string>]>([
    ["changes none", { [file]: "v2.7.0" }],
    ["changes another file", { "README.md": "v9.9.9" }],
    ["has no version but a command", { [file]: "v2.9.1; id" }],
    ["adds a cluster", { "clusters/b/gotk-components.yaml": "v2.9.1" }],
  ])("that %s asks nothing", (_, after) => {
    const played = play({ [file]: "v2.7.0" }, after);
    expect(played).toMatchObject({ code: 0, outputs: "is-asked=false\n" });
    expect(played.summary).toBe("No version of Flux changes.\n");
  });

  test("that changes between different versions is refused", () => {
    const other = "clusters/b/gotk-components.yaml";
    const played = play(
      { [file]: "v2.7.0", [other]: "v2.6.0" },
      { [file]: "v2.9.1", [other]: "v2.9.1" },
    );
    expect(played).toMatchObject({ code: 1, outputs: "" });
    expect(played.stdout).toContain("change between different versions");
  });
});

test.each([
  ["flux@2.7", "flux@2.9\nis-asked=false"],
  ["flux@2.7", ""],
])("subjects named by hand must be one line each: %j, %j", (baseline, candidate) => {
  const step = jobs.flatMap(({ job }) => job.steps).find(({ id }) => id === "subjects") as Step;
  const values = {
    "github.event_name": "workflow_dispatch",
    "inputs.baseline": baseline,
    "inputs.candidate": candidate,
  };
  expect(playStep({ step, dir, values })).toMatchObject({ code: 1, outputs: "" });
});
