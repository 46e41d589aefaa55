import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { temporaryFolder } from "../../fixtures/read-fixture-runs.ts";

export const executablePath = process.env.FLUXPROOF_CHROMIUM ?? "/usr/bin/chromium";
export const noChromium = !existsSync(executablePath);
export const skipped = noChromium
  ? ` (skipped: no Chromium at ${executablePath}; set FLUXPROOF_CHROMIUM)`
  : "";

// Other work may keep the machine busy; nothing here waits longer than it must.
export const patience = { timeout: 20_000 };

const args = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

/** A page in a real browser, with what it complained of and what it asked for. */
export interface OpenPage extends AsyncDisposable {
  page: Page;
  complaints: string[];
  requests: string[];
}

export async function openPage(text: string): Promise<OpenPage> {
  const folder = await temporaryFolder();
  const browser = await startBrowser();
  const [complaints, requests]: [string[], string[]] = [[], []];
  const file = path.join(folder.dir, "report.html");
  await writeFile(file, text);
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", async (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  return {
    ...{ page, complaints, requests },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

export const phone = { width: 390, height: 800 };

/** From now on the page is dark, and on a phone. */
export async function turnToPhone(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize(phone);
}

/** Pixels that all of the page takes, beyond its window's too. */
export function widthOf(page: Page): Promise<number> {
  return page.locator("html").evaluate((html) => html.scrollWidth);
}

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args });
}

/** The part of a plot's place that a test reads; the DOM's types as a whole belong to the page's script alone. */
interface PlotPlace {
  plot?: {
    data: (number | null)[][];
    ctx: { canvas: { width: number; height: number } };
    series: { scale?: string }[];
    valToPos(value: number, scale: string, inCanvas: boolean): number;
  };
}

interface Drawing {
  drawImage(image: unknown, x: number, y: number): void;
  getImageData(...box: [number, number, number, number]): { data: Uint8ClampedArray };
}

/** Of each series of a plot, how many values it has and how many of them lie on the canvas where something is drawn. */
export function valuesDrawn(place: PlotPlace): { values: number; drawn: number }[] {
  const { plot } = place;
  if (!plot) return [];
  // From a copy: a browser complains of canvases that are read often.
  const { OffscreenCanvas } = globalThis as unknown as {
    OffscreenCanvas: new (
      ...size: [number, number]
    ) => { getContext(kind: "2d", how: { willReadFrequently: true }): Drawing };
  };
  const { width, height } = plot.ctx.canvas;
  const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(plot.ctx.canvas, 0, 0);
  const [xs = [], ...rows] = plot.data;
  return rows.map((row, index) => {
    let [values, drawn] = [0, 0];
    for (const [at, value] of row.entries()) {
      if (value === null || value === undefined) continue;
      values += 1;
      const x = Math.round(plot.valToPos(xs[at] ?? 0, "x", true));
      const y = Math.round(plot.valToPos(value, plot.series[index + 1]?.scale ?? "y", true));
      const { data } = copy.getImageData(x - 3, y - 3, 7, 7);
      if (data.some((byte, channel) => channel % 4 === 3 && byte > 0)) drawn += 1;
    }
    return { values, drawn };
  });
}
