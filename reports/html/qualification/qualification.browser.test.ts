import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  fixtureMixQualification,
  fixtureQualification,
  hostileScenario,
} from "../../fixtures/qualification.ts";
import {
  noChromium,
  type OpenPage,
  openPage,
  patience,
  phone,
  skipped,
  turnToPhone,
  valuesDrawn,
  widthOf,
} from "../testing/open-page.ts";
import { renderQualificationPage } from "./qualification-page.ts";

const title = `the page of a qualification${skipped}`;

describe.skipIf(noChromium)(title, { timeout: 120_000 }, () => {
  let open: OpenPage;
  const qualification = fixtureQualification();

  beforeAll(async () => {
    open = await openPage(renderQualificationPage(qualification));
  }, 60_000);
  afterAll(() => open?.[Symbol.asyncDispose]());

  test("the verdict stands first, breaks and doubts are open", async () => {
    expect(await open.page.locator("h1").textContent()).toBe("regressed");
    expect(await open.page.locator("#break").getAttribute("open")).not.toBeNull();
    expect(await open.page.locator("#doubt .difference").isVisible()).toBe(true);
    expect(await open.page.locator("#fix").getAttribute("open")).toBeNull();
  });

  test("names and messages are text", async () => {
    expect(await open.page.locator("img").count()).toBe(0);
    expect(await open.page.locator("main").textContent()).toContain(hostileScenario);
    const addresses = await open.page
      .locator("a")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    expect(addresses.length).toBeGreaterThan(10);
    for (const address of addresses) expect(address).toMatch(/^(#[\w-]+|\.\/[\w%()/-]+\/)$/);
  });

  test("of many reasons the gravest stand open, the others are folded behind them", async () => {
    const because = Array.from({ length: 80 }, (_, index) => `reason ${index + 1}`);
    await using many = await openPage(renderQualificationPage(fixtureQualification({ because })));
    const shown = () => many.page.locator("header .reasons li:visible").allTextContents();
    expect(await shown()).toEqual(because.slice(0, 12));
    await many.page.locator("header summary", { hasText: "68 more" }).click();
    expect(await shown()).toEqual(because);
    expect(await many.page.locator("header ol").last().getAttribute("start")).toBe("13");
    expect(many.complaints).toEqual([]);
  });

  test("so are those of each controller of a mix", async () => {
    const because = Array.from({ length: 14 }, (_, index) => `reason ${index + 1}`);
    const { controllers = [] } = fixtureMixQualification();
    const told = controllers.map((each) => ({ ...each, because }));
    const page = renderQualificationPage(fixtureMixQualification({ controllers: told }));
    await using mix = await openPage(page);
    const rows = mix.page.locator("header tbody tr").first().locator(".row:visible");
    expect(await rows.count()).toBe(12);
    await mix.page.locator("header tbody summary", { hasText: "2 more" }).first().click();
    expect(await rows.count()).toBe(14);
  });

  test("dots and intervals lie on the axis where the ratios say", async () => {
    const ticks = await open.page
      .locator("thead .tick")
      .evaluateAll((all) =>
        all.map((tick) => [
          Number(tick.getAttribute("data-ratio")),
          Number(tick.querySelector("line")?.getAttribute("x1")),
        ]),
      );
    const [one, other] = [
      ticks.find(([ratio]) => ratio === 1),
      ticks.find(([ratio]) => ratio !== 1),
    ];
    const perLog = ((other?.[1] ?? 0) - (one?.[1] ?? 0)) / Math.log(other?.[0] ?? 1);
    const ratioAt = (x: number) => Math.exp((x - (one?.[1] ?? 0)) / perLog);
    const rows = await open.page.locator("#metric-rows tr").evaluateAll((all) =>
      all.map((row) => ({
        name: row.querySelector("a")?.textContent,
        dot: row.querySelector("circle")?.getAttribute("cx"),
        from: row.querySelector("line.interval")?.getAttribute("x1"),
        to: row.querySelector("line.interval")?.getAttribute("x2"),
      })),
    );
    expect(rows.map(({ name }) => name)).toEqual([
      "memory.source-controller.rssPeakBytes",
      "process.source-controller.restarts",
      "latency.applied.p95Ms",
      "memory.kustomize-controller.rssPeakBytes",
      "latency.ready.p95Ms",
      "requests.git.refs",
    ]);
    for (const row of rows) {
      const metric = qualification.performance.metrics.find(({ metric }) => metric === row.name);
      if (metric?.ratio === null) expect(row.dot).toBeUndefined();
      else {
        expect(ratioAt(Number(row.dot))).toBeCloseTo(metric?.ratio ?? 0, 2);
        expect(ratioAt(Number(row.from))).toBeCloseTo(metric?.interval?.[0] ?? 0, 2);
        expect(ratioAt(Number(row.to))).toBeCloseTo(metric?.interval?.[1] ?? 0, 2);
      }
    }
  });

  test("pairs of the chosen metric are drawn, with values as they are", async () => {
    const place = open.page.locator("[data-plot=pairs]");
    await place.scrollIntoViewIfNeeded();
    const all = [8, 8].map((values) => ({ values, drawn: values }));
    await expect.poll(() => place.evaluate(valuesDrawn), patience).toEqual(all);
    await open.page.locator("#pairs-metric").focus();
    await open.page.keyboard.press("End");
    await expect.poll(() => place.getAttribute("aria-label")).toContain("requests.git.refs");
    const data = await place.evaluate(
      (element: { plot?: { data: number[][] } }) => element.plot?.data,
    );
    const last = qualification.performance.metrics[4];
    expect(data?.slice(1)).toEqual([last?.baseline, last?.candidate].map((values) => values));
    await expect.poll(() => place.evaluate(valuesDrawn), patience).toEqual(all);
    await open.page.locator("a", { hasText: "latency.ready.p95Ms" }).click();
    await expect.poll(() => place.getAttribute("aria-label")).toContain("latency.ready.p95Ms");
    const seconds = await place.evaluate((at: { plot?: { data: number[][] } }) => at.plot?.data[1]);
    expect(seconds).toEqual(
      qualification.performance.metrics[0]?.baseline.map((value) => value / 1000),
    );
  });

  test("the keyboard filters", async () => {
    await open.page.locator("body").press("/");
    await open.page.keyboard.type("memory worse");
    const rows = open.page.locator("#metric-rows tr:visible");
    await expect.poll(() => rows.count()).toBe(1);
    expect(await open.page.locator("output").textContent()).toBe("1 of 6");
    await open.page.locator("#filter-metrics").fill("");
  });

  test("dark, on a phone, all is there and nothing runs over", async () => {
    await turnToPhone(open.page);
    await open.page.locator("details").evaluateAll((all) => {
      for (const details of all) details.setAttribute("open", "");
    });
    const place = open.page.locator("[data-plot=pairs]");
    await place.scrollIntoViewIfNeeded();
    const all = [8, 8].map((values) => ({ values, drawn: values }));
    await expect.poll(() => place.evaluate(valuesDrawn), patience).toEqual(all);
    expect(await widthOf(open.page)).toBeLessThanOrEqual(phone.width);
  });

  test("the console stayed silent and only the page itself was asked for", () => {
    expect(open.complaints).toEqual([]);
    expect(open.requests).toHaveLength(1);
  });
});
