import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fixtureQualification } from "../../reports/fixtures/qualification.ts";
import { UsageError } from "../core/failure.ts";
import { referenceSubject } from "../environments/reference/model-catalogue.ts";
import { hostInfo } from "../runner/host-info.ts";
import { askedOf } from "./asked.ts";
import { parseAsked } from "./asked-schema.ts";
import { beginFolder, findBegun, requireSame } from "./open-folder.ts";
import { emptyFolder, scenarioNamed } from "./testing/model-qualification.ts";

const host = await hostInfo();
const stored = fixtureQualification({ conformance: [], verdict: "inconclusive" });
const asked = (change: Partial<Parameters<typeof askedOf>[0]> = {}) =>
  askedOf({
    ...{ baseline: referenceSubject.info, candidate: referenceSubject.info, environment: "sim" },
    ...{
      parts: { etcd: "3.6.5" },
      gitHost: "sim",
      host,
      seed: 7,
      set: [],
      conformanceRuns: 1,
      warmUps: 1,
      temporaryFiles: "memory",
    },
    performance: [scenarioNamed("apply/converges-after-commit")],
    ...change,
  });

test("what was begun in a folder is found again, and nothing in a new one", async () => {
  const dir = await emptyFolder();
  expect(await findBegun(join(dir, "new"))).toBeUndefined();
  expect(await findBegun(dir)).toBeUndefined();
  await beginFolder(dir, asked());
  expect(await findBegun(dir)).toEqual({ asked: asked() });
  const begun = { ...stored, unfinished: "interrupted" };
  await writeFile(join(dir, "qualification.json"), JSON.stringify(begun));
  expect((await findBegun(dir))?.qualification).toEqual(JSON.parse(JSON.stringify(begun)));
});

test("a folder of something else, a finished one and a broken one are refused", async () => {
  const dir = await emptyFolder();
  await writeFile(join(dir, "notes.txt"), "mine");
  await expect(findBegun(dir)).rejects.toThrow(/it holds notes.txt/);
  await beginFolder(dir, asked());
  await writeFile(join(dir, "qualification.json"), JSON.stringify(stored));
  await expect(findBegun(dir)).rejects.toThrow(/is finished \(/);
  await writeFile(join(dir, "qualification.json"), '{"unfinished":"a","pairs":7}');
  await expect(findBegun(dir)).rejects.toThrow(
    /qualification\.json: expected a qualification: .*version/s,
  );
  await writeFile(join(dir, "qualification.json"), '{"verdict"');
  await expect(findBegun(dir)).rejects.toThrow(UsageError);
});

test("cut anywhere, what was asked is no document", () => {
  const text = JSON.stringify(asked());
  fc.assert(
    fc.property(fc.integer({ min: 0, max: text.length - 1 }), (length) => {
      expect(() => parseAsked(text.slice(0, length), "OUT/request.json")).toThrow(
        /^OUT\/request\.json: expected JSON: /,
      );
    }),
  );
});

test.each<[change: object, message: RegExp]>([
  [{ version: 2 }, /expected 1, seen 2\n.*at version/],
  [{ seed: -1 }, />=0, seen -1\n.*at seed/],
  [{ machine: ["x".repeat(500)] }, /received array, seen \["x{58}…\n.*at machine/],
  [{ seed: "7" }, /expected number, received string, seen "7"\n.*at seed/],
  [{ candidate: undefined }, /expected string, received undefined, seen nothing\n.*at candidate/],
  [{ conformanceRuns: 0 }, /seen 0\n.*at conformanceRuns/],
  [
    { performance: ["apply"] },
    /expected record, received array, seen \["apply"\]\n.*at performance/,
  ],
  [
    { performance: { "a/b": "../../etc" } },
    /digest, seen "\.\.\/\.\.\/etc"\n.*at performance\["a\/b"\]/,
  ],
  [{ budget: "x".repeat(500) }, /Unrecognized key: "budget"$/],
])("in what was asked %j is refused by its field and value", async (change, message) => {
  const dir = await emptyFolder();
  await writeFile(join(dir, "request.json"), JSON.stringify({ ...asked(), ...change }));
  await expect(findBegun(dir)).rejects.toThrow(UsageError);
  await expect(findBegun(dir)).rejects.toThrow(message);
  await expect(findBegun(dir)).rejects.toThrow(`${join(dir, "request.json")}: expected what`);
});

test.each([
  ["baseline", { baseline: { ...referenceSubject.info, name: "flux@2.7" } }],
  [
    "candidate",
    { candidate: { ...referenceSubject.info, notes: ["made worse to prove the judge: A=b"] } },
  ],
  ["seed", { seed: 8 }],
  ["parts", { parts: { etcd: "3.6.5", gitea: "1.26.0, by SSH" } }],
  ["set", { set: ["a=1"] }],
  ["machine", { host: { ...host, cpus: host.cpus + 1 } }],
  ["performance", { performance: [{ ...scenarioNamed("sources/force-push"), exclusive: true }] }],
  ["warmUps", { warmUps: 2 }],
  ["temporaryFiles", { temporaryFiles: "disk" as const }],
])("another request is refused, naming its %s", (field, change) => {
  expect(() => requireSame("DIR", asked(), asked(change))).toThrow(
    new RegExp(`^--out DIR: it was begun for another request: its ${field} is`),
  );
});

test("a request of before they were told had its temporary files on disk", () => {
  const { temporaryFiles, ...older } = asked();
  expect(temporaryFiles).toBe("memory");
  expect(parseAsked(JSON.stringify(older), "FILE").temporaryFiles).toBe("disk");
});

test("the same request goes on", () => {
  requireSame("DIR", JSON.parse(JSON.stringify(asked())), asked());
});
