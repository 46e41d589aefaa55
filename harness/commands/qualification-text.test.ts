import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  fixtureMixQualification,
  fixtureQualification,
} from "../../reports/fixtures/qualification.ts";
import { qualificationSummary } from "./qualification-summary.ts";
import { qualificationText } from "./qualification-text.ts";

test("says the verdict first, why, what differs, and the figures", () => {
  expect(qualificationText(fixtureQualification())).toMatchInlineSnapshot(`
    "✗ regressed: flux@2.9 in place of flux@2.7.5
      note on flux@2.7.5: helm-controller and notification-controller are not part of this run
      - sources/force-push: checker changes-arrive passed with the baseline and fails with the candidate
      - sources/<img src=x onerror=alert(3)>: memory of source-controller is 12.1 % higher (8.0 % to 16.2 %)

    Conformance: 0 of 2 scenarios alike on both sides
      sources/force-push: pass pass → fail fail
        break: verdict, checker changes-arrive (source-controller)
          - pass: 24 of 24 became ready
          + fail: 4 of 24 never became ready: </script><script>alert(1)</script> & <img src=x onerror=alert(2)> ]]> �[31mred� | \`x\`
        change: event, Kustomization fleet-000 (kustomize-controller)
          - ReconciliationSucceeded × 3
          + ReconciliationSucceeded × 4
      sources/<img src=x onerror=alert(3)>: fail fail → pass unknown
        doubt: condition, GitRepository <img src=x onerror=alert(4)> (source-controller)
          - Ready=True
          + not judged
        fix: verdict, checker recovers
          - fail: not within 2 m
          + pass

    Performance, sources/force-push: 8 pairs (* decides)
    metric                              baseline  candidate  change            interval      verdict
    latency.ready.p95Ms *                  4.2 s      4.2 s  +0.5 %    −3.5 % to +4.5 %  within 10 %
    latency.applied.p95Ms *                4.2 s      4.3 s   0.0 %  −30.0 % to +30.0 %            ~
    requests.git.refs                       4225       4487  +7.0 %  −25.1 % to +39.1 %            ~
    process.source-controller.restarts         0          1       –                   –        worse
    Performance, sources/<img src=x onerror=alert(3)>: 8 pairs (* decides)
    metric                                      baseline  candidate   change            interval  verdict
    memory.source-controller.rssPeakBytes *     68.5 MiB   76.7 MiB  +12.5 %   +8.0 % to +17.0 %    worse
    memory.kustomize-controller.rssPeakBytes *  68.5 MiB   54.8 MiB  −20.0 %  −23.2 % to −16.8 %   better

    local · Git host sim · 2 CPUs (Example) · seed 42 · 9 pairs with warm-ups · 25 m 20 s of 30 m 00 s
    "
  `);
});

test("of a mix each controller is judged, and no release is spoken of", () => {
  const [first, ...rest] = qualificationText(fixtureMixQualification()).split("\n");
  expect([first, ...rest.slice(0, 3)]).toMatchInlineSnapshot(`
    [
      "mix:source-1.8.0 in place of flux@2.7.5: each controller is judged by itself, and no release is",
      "✗ regressed: source-controller 1.7.4 → 1.8.0",
      "✓ qualified: kustomize-controller 1.7.3 → 1.7.3",
      "? inconclusive: helm-controller 1.4.0 → none",
    ]
  `);
  expect(qualificationText(fixtureMixQualification())).not.toMatch(/^. regressed: mix/m);
});

test("what is not finished says so; of many reasons the first are shown", () => {
  const because = Array.from({ length: 20 }, (_, at) => `reason ${at}`);
  const text = qualificationText(fixtureQualification({ unfinished: "interrupted", because }));
  expect(text).toMatch(/^not finished: interrupted$/m);
  expect(text).toMatch(/- reason 11\n {2}- and 8 more/);
});

test("runs that don't count are told, in print and in the summary", () => {
  const run = "conformance/sources/force-push/candidate-beside-others-1";
  const aside = { run, because: "fail beside other scenarios, not alone: drove: <b>slow</b>" };
  const { conformance } = fixtureQualification();
  const told = fixtureQualification({
    conformance: conformance.map((each) => ({ ...each, setAside: [aside] })),
  });
  const line = `not counted: ${run}: fail beside other scenarios, not alone: drove: `;
  expect(qualificationText(told)).toContain(`\n  ${line}<b>slow</b>\n`);
  expect(qualificationSummary(told)).toMatch(/^- not counted: .*drove: (?!<b>)/m);
});

test("whatever a message holds stays on its line and moves no cursor", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (message) => {
      const text = qualificationText(fixtureQualification({ because: [message] }));
      expect(stripVTControlCharacters(text)).toBe(text);
      expect(text.split("\n")).toHaveLength(
        qualificationText(fixtureQualification({ because: ["m"] })).split("\n").length,
      );
    }),
  );
});

test("the summary is Markdown that nothing from outside gets into as markup", () => {
  const summary = qualificationSummary(fixtureQualification());
  expect(summary).toMatch(/^## fluxproof: ✗ regressed/);
  expect(summary).not.toMatch(/<img|<script/);
  expect(summary).toMatch(/^\| break \| sources/m);
});
