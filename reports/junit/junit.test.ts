import fc from "fast-check";
import { parse } from "junit2json";
import { expect, test } from "vitest";
import { create } from "xmlbuilder2";
import { readFixtureRuns } from "../fixtures/read-fixture-runs.ts";
import { failing, runWith } from "../fixtures/run-with.ts";
import { oneLine, printable } from "../printable.ts";
import { renderJunit } from "./junit.ts";

test("a suite a group, a case a scenario; unknown is an error, with all that decided", async () => {
  const runs = await readFixtureRuns();
  const withoutProperties = renderJunit(runs).replaceAll(/ *<properties>.*?<\/properties>\n/gs, "");
  expect(withoutProperties).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="fluxproof" tests="6" failures="1" errors="3" time="719.800">
      <testsuite name="apply" tests="2" failures="0" errors="1" time="269.800">
        <testcase name="push-converges" classname="apply" time="240.000">
        </testcase>
        <testcase name="storm-of-pushes" classname="apply" time="29.800">
          <error type="unknown" message="converges: the run has no end: it was killed after 29.8 s">converges: the run has no end: it was killed after 29.8 s

    run directory: SET/apply/storm-of-pushes</error>
        </testcase>
      </testsuite>
      <testsuite name="limits" tests="1" failures="1" errors="0" time="90.000">
        <testcase name="large-repository-fits" classname="limits" time="90.000">
          <failure type="fail" message="staysWithinMemory: source-controller was killed for memory 3 times at a limit of 256 MiB; converges: 4 of 24 changes never became ready; the object said: &lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;img src=x onerror=alert(2)&gt; ]]&gt; �[31mred� | \`x\`">staysWithinMemory: source-controller was killed for memory 3 times at a limit of 256 MiB
      seq 222: at 26.8 s process.exit process "source-controller" · pid 4100 · code null · signal "SIGKILL" · oomKilled true · restartInMs 1200
      seq 360: at 54.8 s process.exit process "source-controller" · pid 4111 · code null · signal "SIGKILL" · oomKilled true · restartInMs 1200
      seq 521: at 82.8 s process.exit process "source-controller" · pid 4122 · code null · signal "SIGKILL" · oomKilled true · restartInMs 1200

    converges: 4 of 24 changes never became ready; the object said: &lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;img src=x onerror=alert(2)&gt; ]]&gt; �[31mred� | \`x\`
      seq 519: at 82.3 s process.usage process "source-controller" · pid 4122 · rss 255829556 · rssPeak 255829556 · oomKills 2 · workingSet 266062738 · anon 181638985 · cpuSeconds 20.58

    run directory: SET/limits/large-repository-fits</failure>
        </testcase>
      </testsuite>
      <testsuite name="sources" tests="3" failures="0" errors="2" time="360.000">
        <testcase name="outage-does-not-prune" classname="sources" time="180.000">
        </testcase>
        <testcase name="rate-limit-is-respected" classname="sources" time="120.000">
          <error type="unknown" message="judgement: not judged: run \`fluxproof check SET/sources/rate-limit-is-respected\`">judgement: not judged: run \`fluxproof check SET/sources/rate-limit-is-respected\`

    run directory: SET/sources/rate-limit-is-respected</error>
        </testcase>
        <testcase name="slow-pack-is-waited-for" classname="sources" time="60.000">
          <error type="unknown" message="convergesAfterHeal: fault-1 was injected for 25.0 s but met no request">convergesAfterHeal: fault-1 was injected for 25.0 s but met no request
      seq 271: at 45.0 s fault.end id "fault-1" · met 0

    run directory: SET/sources/slow-pack-is-waited-for</error>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
});

test("properties say what was tested", () => {
  const xml = renderJunit([runWith({ verdicts: null })]);
  expect(xml).toContain('<property name="source-controller" value="1.7.4"/>');
  expect(xml).toContain('<property name="seed" value="42"/>');
});

test("a parser of others reads suites, cases and what went wrong", async () => {
  const report = await parse(renderJunit(await readFixtureRuns()));
  if (!report || !("testsuite" in report)) throw new Error("expected suites");
  const cases = report.testsuite?.flatMap((suite) => suite.testcase ?? []) ?? [];
  expect(report).toMatchObject({ name: "fluxproof", tests: 6, failures: 1, errors: 3 });
  expect(cases).toHaveLength(6);
  const failed = cases.filter((each) => each.failure);
  expect(failed).toMatchObject([{ name: "large-repository-fits", classname: "limits", time: 90 }]);
  expect(failed[0]?.failure?.[0]).toMatchObject({ type: "fail" });
  expect(cases.filter((each) => each.error)).toHaveLength(3);
});

test("any message gives well-formed XML 1.0 that reads back as the printable message", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (message) => {
      const xml = renderJunit([runWith({ verdicts: [failing(message)] })]);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML 1.0 does not allow
      expect(xml).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/);
      expect(xml.isWellFormed()).toBe(true);
      const read = create(xml).root().toObject() as unknown as ParsedReport;
      const { "#": text, "@message": shown } = read.testsuites.testsuite.testcase.failure;
      expect(shown).toBe(oneLine(`holds: ${message}`));
      expect(text).toBe(printable(`holds: ${message}\n\nrun directory: SET/sources/example`));
    }),
  );
});

interface ParsedReport {
  testsuites: { testsuite: { testcase: { failure: { "#": string; "@message": string } } } };
}
