import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readFixtureRuns } from "../fixtures/read-fixture-runs.ts";
import { hostileMessage } from "../fixtures/scenarios.ts";
import { printable } from "../printable.ts";
import { renderHtml } from "./html.ts";
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
} from "./testing/open-page.ts";

describe.skipIf(noChromium)(`the page in a browser${skipped}`, { timeout: 120_000 }, () => {
  let open: OpenPage;
  let page: Page;
  let complaints: string[];
  let requests: string[];

  beforeAll(async () => {
    open = await openPage(renderHtml(await readFixtureRuns(), { dir: "SET" }));
    ({ page, complaints, requests } = open);
  }, 60_000);

  afterAll(() => open?.[Symbol.asyncDispose]());

  test("verdicts are visible, those that failed opened", async () => {
    expect(await page.locator("h1").textContent()).toMatch(/2 of 6 passed\s*1 failed\s*3 unknown/);
    const failed = page.locator("details.scenario", { hasText: "limits/large-repository-fits" });
    expect(await failed.getAttribute("open")).not.toBeNull();
    expect(await failed.getByText("killed for memory 3 times").isVisible()).toBe(true);
  });

  test("a hostile message is text", async () => {
    const shown = await page.locator(".verdicts .because").allTextContents();
    expect(shown.some((text) => text.includes(printable(hostileMessage)))).toBe(true);
    expect(await page.locator("img").count()).toBe(0);
  });

  test("a link from the summary opens a scenario that is closed", async () => {
    const passed = page.locator("details.scenario", { hasText: "sources/outage-does-not-prune" });
    expect(await passed.getAttribute("open")).toBeNull();
    await page.locator(".summary a", { hasText: "outage-does-not-prune" }).click();
    await expect.poll(() => passed.getAttribute("open"), patience).not.toBeNull();
  });

  test("every plot is drawn, and again in dark and on a phone", async () => {
    await page.locator("details").evaluateAll((all) => {
      for (const details of all) details.setAttribute("open", "");
    });
    const places = await page.locator("[data-plot]").all();
    expect(places.length).toBeGreaterThan(25);
    for (const place of places) {
      await place.scrollIntoViewIfNeeded();
      await expect.poll(() => place.evaluate(inkOf), patience).toBeGreaterThan(50);
    }
    await turnToPhone(page);
    for (const place of places) {
      await place.scrollIntoViewIfNeeded();
      await expect.poll(() => place.evaluate(inkOf), patience).toBeGreaterThan(50);
    }
    expect(await widthOf(page)).toBeLessThanOrEqual(phone.width);
  });

  test("the timeline of objects has every change, where it was pushed", async () => {
    const place = page.locator("#s0 [data-plot=objects]");
    const [limit] = (await readFixtureRuns()).filter(({ dir }) => dir.endsWith("repository-fits"));
    const data = await place.evaluate((at: { plot?: { data: number[][] } }) => at.plot?.data);
    const objects = limit?.history.objects;
    expect(data).toEqual([
      objects?.atMs.map((ms) => ms / 1000),
      objects?.object.map((row) => row + 0.5),
    ]);
    const drawn = await place.evaluate(valuesDrawn);
    expect(drawn).toEqual([{ values: 24, drawn: 24 }]);
  });

  test("what a CPU limit did is drawn below memory", async () => {
    const place = page.locator("#s0 [data-plot=cpu]");
    const [limit] = (await readFixtureRuns()).filter(({ dir }) => dir.endsWith("repository-fits"));
    const [trace] = limit?.history.cpu ?? [];
    const drawn = await place.evaluate(valuesDrawn);
    const counts = [trace?.used, trace?.throttled, trace?.limit].map((values) => {
      const count = values?.filter((value) => value !== null).length ?? 0;
      return { values: count, drawn: count };
    });
    expect(drawn).toEqual(counts);
    expect(counts[1]?.values).toBeGreaterThan(100);
  });

  test("pointing at a plot tells its values", async () => {
    const plot = page.locator("#s0 [data-plot=memory] .u-over").last();
    await plot.hover({ position: { x: 60, y: 40 } });
    await expect
      .poll(() => page.locator(".tooltip:visible").textContent(), patience)
      .toContain("resident");
    const sample = page.locator(".tooltip:visible i").first();
    expect(await sample.evaluate((element) => element.style.background)).toMatch(/^rgb/);
  });

  test("evidence links lead to the entry", async () => {
    const link = page.locator("#s0 .verdicts a").first();
    await link.click();
    const target = page.locator(`${await link.getAttribute("href")}`);
    expect(await target.isVisible()).toBe(true);
    expect(await target.textContent()).toContain("process.exit");
  });

  test("the console stayed silent and only the page itself was asked for", () => {
    expect(complaints).toEqual([]);
    expect(requests).toHaveLength(1);
  });
});

/** The part of the DOM that a test reads; its types as a whole belong to the page's script alone. */
interface CanvasPlace {
  querySelector(selector: "canvas"): {
    width: number;
    height: number;
    getContext(kind: "2d"): {
      getImageData(...box: [number, number, number, number]): { data: Uint8ClampedArray };
    } | null;
  } | null;
}

/** Pixels of a plot's canvas that are not blank. */
function inkOf(place: CanvasPlace): number {
  const canvas = place.querySelector("canvas");
  const context = canvas?.getContext("2d");
  if (!canvas || !context) return 0;
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let ink = 0;
  for (let index = 3; index < data.length; index += 4) if ((data[index] ?? 0) > 0) ink += 1;
  return ink;
}
