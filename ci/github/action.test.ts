import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { playStep } from "./play-step.ts";
import { readAction, type Step } from "./read-files.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "fluxproof-action-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

function stepOf(name: string): Step {
  const step = readAction().runs.steps.find((each) => each.name === name);
  if (!step) throw new Error(`the action has no step ${name}`);
  return step;
}

describe("the action", () => {
  test("gives fluxproof each line as it is, and each name", () => {
    const hostile = '--slo=p99 <= 2m; touch "$HOME/x" $(touch $HOME/y) `id` \\ *';
    const { calls, code } = playStep({
      step: stepOf("Run fluxproof"),
      dir,
      values: {
        "inputs.summary": "markdown",
        "inputs.args": `run\n${hostile}\n\n--format=github\n`,
        "inputs.names": " a/*\n--b ",
      },
    });
    expect(calls).toEqual([["run", hostile, "--format=github", "--", "a/*", "--b"]]);
    expect(code).toBe(0);
  });

  test.each([0, 1, 2, 64])("ends as the command did: %i", (exitCode) => {
    const { code, outputs, stdout, summary } = playStep({
      step: stepOf("Run fluxproof"),
      dir,
      values: { "inputs.args": "run", "inputs.names": "", "inputs.summary": "markdown" },
      env: { FAKE_STDOUT: "## fluxproof: said\n", FAKE_CODE: `${exitCode}` },
    });
    expect(code).toBe(exitCode);
    expect(outputs).toContain(`exit-code=${exitCode}\n`);
    expect([stdout, summary]).toEqual(["## fluxproof: said\n", "\n## fluxproof: said\n\n"]);
    const printed = /^printed=(.*)$/m.exec(outputs)?.[1] ?? "";
    expect(readFileSync(printed, "utf8")).toBe("## fluxproof: said\n");
  });

  test("shows a text in the summary as it is", () => {
    const values = { "inputs.args": "capacity", "inputs.names": "", "inputs.summary": "text" };
    const env = { FAKE_STDOUT: "<b> *2*\n" };
    const { summary } = playStep({ step: stepOf("Run fluxproof"), dir, values, env });
    expect(summary).toBe("~~~~~~~~\n<b> *2*\n~~~~~~~~\n");
  });

  test("obtains each subject, and stops at one that can't be had", () => {
    const step = stepOf("Obtain the subjects");
    const values = {
      "inputs.subjects": "flux@2.7\n\ndir:/a b\n--help\n",
      "inputs.environment": "kind",
    };
    const provisioned = (subject: string) => ["provision", "--env=kind", "--", subject];
    expect(playStep({ step, dir, values }).calls).toEqual(
      ["flux@2.7", "dir:/a b", "--help"].map(provisioned),
    );
    const refused = playStep({
      step,
      dir: join(dir, "2"),
      cwd: dir,
      values,
      env: { FAKE_CODE: "3" },
    });
    expect(refused).toMatchObject({ code: 3, calls: [provisioned("flux@2.7")] });
  });

  test("installs the version that is named, whatever it is, and has a key for its builds", () => {
    const step = stepOf("Install fluxproof");
    const install = (version: string, subjects: string, at: string) =>
      playStep({
        ...{ step, dir: join(dir, at), cwd: dir },
        values: {
          "inputs.version": version,
          "inputs.subjects": subjects,
          "inputs.environment": "sim",
        },
      });
    const first = install("--global; id", "flux@2.7", "1");
    const npm = readFileSync(join(dir, "1", "calls"), "utf8").split("\0");
    expect(npm.slice(-3, -2)).toEqual(["fluxproof@--global; id"]);
    expect(npm).toContain("--ignore-scripts");
    expect(readFileSync(join(dir, "1", "path"), "utf8")).toBe(
      `${join(dir, "1")}/fluxproof/node_modules/.bin\n`,
    );
    expect(first.outputs).toMatch(/^key=[0-9a-f]{16}\n$/);
    expect(install("--global; id", "flux@2.9", "2").outputs).not.toBe(first.outputs);
  });
});
