import { expect, test } from "vitest";
import { summary } from "../archive/testing/summary.ts";
import { trendsPage } from "./history-report.ts";

const summaries = Array.from({ length: 24 }, (_, at) =>
  summary(`${at}`, {
    startedAt: new Date(Date.UTC(2026, 0, 1 + at)).toISOString(),
    outcome: at === 3 ? "fail" : "pass",
    metrics: { "latency.ready.p95Ms": at < 12 ? 1_000 + at : 1_500 - at, "requests.git.refs": 7 },
  }),
);

test("the page has every figure, its changes, and what did not pass", () => {
  const page = trendsPage(summaries, { source: "a.sqlite" });
  expect(page).toContain("1 change of level");
  expect(page).toContain("1 flaky scenario");
  expect(page).toContain("<option selected>latency.ready.p95Ms</option>");
  expect(page).toContain("requests.git.refs");
});

test("a metric nobody has is refused", () => {
  expect(() => trendsPage(summaries, { source: "a.sqlite", metric: "speed" })).toThrow(
    "--metric speed: no run that passed has it; there are: latency.ready.p95Ms, requests.git.refs",
  );
});
