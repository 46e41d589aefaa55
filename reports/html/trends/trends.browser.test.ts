import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixtureTrends, hostileSubject } from "../../fixtures/trends.ts";
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
import { renderTrendsPage } from "./trends-page.ts";

describe.skipIf(noChromium)(`the page of a history${skipped}`, { timeout: 120_000 }, () => {
  let open: OpenPage;
  const trends = fixtureTrends();
  const plots = () => open.page.locator("[data-plot=trend]");

  beforeAll(async () => {
    open = await openPage(renderTrendsPage(trends));
  }, 60_000);
  afterAll(() => open?.[Symbol.asyncDispose]());

  test("changes and flaky scenarios stand first, names are text", async () => {
    expect(await open.page.locator("h1").textContent()).toBe("1 change of level1 flaky scenario");
    const change = open.page.locator("#change-rows tr");
    expect(await change.textContent()).toMatch(/2026-09-21 01:00.*4\.0 s.*5\.2 s/s);
    expect(await change.textContent()).toContain(hostileSubject);
    expect(await open.page.locator("img").count()).toBe(0);
  });

  test("every value of a series is drawn, as it is", async () => {
    for (const index of [0, 1]) {
      const place = plots().nth(index);
      await place.scrollIntoViewIfNeeded();
      await expect
        .poll(() => place.evaluate(valuesDrawn), patience)
        .toEqual([{ values: 40, drawn: 40 }]);
      const data = await place.evaluate((at: { plot?: { data: number[][] } }) => at.plot?.data);
      const points = trends.series[index]?.points;
      expect(data).toEqual([
        points?.map(({ startedAt }) => Date.parse(startedAt) / 1000),
        points?.map(({ value }) => value / 1000),
      ]);
    }
  });

  test("another metric shows the series that have it, by keyboard", async () => {
    await open.page.locator("#trend-metric").focus();
    await open.page.keyboard.press("End");
    await expect.poll(() => plots().first().isVisible()).toBe(false);
    await expect
      .poll(() => plots().nth(1).evaluate(valuesDrawn), patience)
      .toEqual([{ values: 40, drawn: 40 }]);
    await open.page.keyboard.press("Home");
    await expect
      .poll(() => plots().first().evaluate(valuesDrawn), patience)
      .toEqual([{ values: 40, drawn: 40 }]);
  });

  test("the keyboard filters series and scenarios", async () => {
    await open.page.locator("#filter-trends").fill("flux@2.7");
    await expect.poll(() => plots().nth(1).isVisible()).toBe(false);
    await open.page.locator("#filter-trends").fill("");
    await open.page.locator("#filter-flakes").fill("flaky");
    await expect.poll(() => open.page.locator("#flake-rows tr:visible").count()).toBe(1);
  });

  test("dark, on a phone, all is drawn and nothing runs over", async () => {
    await turnToPhone(open.page);
    await plots().first().scrollIntoViewIfNeeded();
    await expect
      .poll(() => plots().first().evaluate(valuesDrawn), patience)
      .toEqual([{ values: 40, drawn: 40 }]);
    expect(await widthOf(open.page)).toBeLessThanOrEqual(phone.width);
  });

  test("the console stayed silent and only the page itself was asked for", () => {
    expect(open.complaints).toEqual([]);
    expect(open.requests).toHaveLength(1);
  });
});
