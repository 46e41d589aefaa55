import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { readFixtureRuns } from "../fixtures/read-fixture-runs.ts";
import { renderHtml } from "./html.ts";

const runs = await readFixtureRuns();
const page = renderHtml(runs, { dir: "SET" });

test("title and headline say how it came out", () => {
  expect(page).toContain("<title>✗ 2 passed, 1 failed, 3 unknown · flux@2.7.5 · fluxproof</title>");
  expect(page.indexOf("1 failed</span>")).toBeLessThan(page.indexOf("<main>"));
});

test("the page loads nothing and runs no script but its own", () => {
  expect(page).not.toMatch(/(?:src|href)="(?!#)/);
  expect(page).not.toMatch(/ style="| on[a-z]+="/);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
  expect(policy).toContain("default-src &#39;none&#39;");
  const scripts = [...page.matchAll(/<script>(.*?)<\/script>/gs)].map(([, source]) => source ?? "");
  expect(scripts).toHaveLength(2);
  for (const source of scripts) {
    expect(policy).toContain(createHash("sha256").update(source).digest("base64"));
  }
});

test("every piece of evidence links to an entry that is on the page", () => {
  const links = [...page.matchAll(/href="#(e[^"]+)"/g)].map(([, id]) => id);
  expect(links.length).toBeGreaterThan(3);
  for (const id of links) expect(page).toContain(`id="${id}"`);
});

test("says how each run is repeated and what ran", () => {
  expect(page).toContain(
    "fluxproof run limits/large-repository-fits --env local --git-host sim --subject flux@2.7.5 --seed 42",
  );
  for (const { sha256 } of runs[0]?.info.subject.controllers ?? []) expect(page).toContain(sha256);
});

test("the same runs give the same bytes", async () => {
  expect(renderHtml(await readFixtureRuns(), { dir: "SET" })).toBe(page);
});

test("runs of the same scenario stand side by side, runs of different ones never", async () => {
  expect(page).not.toContain("Side by side");
  const [first] = runs.filter(({ metrics }) => metrics !== null);
  if (!first?.metrics) throw new Error("expected a measured run");
  const memoryBytes = Object.fromEntries(
    Object.entries(first.metrics.memoryBytes).map(([name, of]) => [
      name,
      { ...of, rssPeak: (of.rssPeak ?? 0) * 1.5 },
    ]),
  );
  const second = { ...first, dir: "OTHER", metrics: { ...first.metrics, memoryBytes } };
  const both = renderHtml([first, second], { dir: "SET" });
  const row = /<tr><th scope="row">memory\.source-controller\.rssPeakBytes<.*?<\/tr>/.exec(
    both,
  )?.[0];
  expect(row).toContain("+50.0 %");
});
