import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  readFixtureRuns,
  type TemporaryFolder,
  temporaryFolder,
} from "../fixtures/read-fixture-runs.ts";
import { hostileMessage } from "../fixtures/scenarios.ts";
import { printable } from "../printable.ts";
import { renderHtml } from "./html.ts";
import { valuesDrawn } from "./testing/open-page.ts";

const executablePath = process.env.FLUXPROOF_CHROMIUM ?? "/usr/bin/chromium";
const args = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];
const title = existsSync(executablePath)
  ? "the page in a browser"
  : `the page in a browser (skipped: no Chromium at ${executablePath}; set FLUXPROOF_CHROMIUM)`;

// Other work may keep the machine busy; nothing here waits longer than it must.
const patience = { timeout: 20_000 };

describe.skipIf(!existsSync(executablePath))(title, { timeout: 120_000 }, () => {
  let folder: TemporaryFolder;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    folder = await temporaryFolder();
    const file = path.join(folder.dir, "report.html");
    await writeFile(file, renderHtml(await readFixtureRuns(), { dir: "SET" }));
    browser = await chromium.launch({ executablePath, args });
    page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", async (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      await dialog.dismiss();
    });
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await folder?.[Symbol.asyncDispose]();
  });

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
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 390, height: 800 });
    for (const place of places) {
      await place.scrollIntoViewIfNeeded();
      await expect.poll(() => place.evaluate(inkOf), patience).toBeGreaterThan(50);
    }
    const width = await page.locator("html").evaluate((html) => html.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
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
