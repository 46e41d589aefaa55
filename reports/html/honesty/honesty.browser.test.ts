import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixtureHonesty, hostileArm } from "../../fixtures/honesty.ts";
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
import { renderHonestyPage } from "./honesty-page.ts";

describe.skipIf(noChromium)(`the page of the honesty study${skipped}`, { timeout: 120_000 }, () => {
  let open: OpenPage;
  const plot = (kind: string) => open.page.locator(`[data-plot=${kind}]`);

  beforeAll(async () => {
    open = await openPage(renderHonestyPage(fixtureHonesty()));
  }, 60_000);
  afterAll(() => open?.[Symbol.asyncDispose]());

  test("whether the bounds hold stands first, and what they are", async () => {
    expect(await open.page.locator("h1").textContent()).toBe("all bounds hold");
    const head = await open.page.locator("header").textContent();
    expect(head).toContain("at most 8 % may call any figure different");
    expect(head).toContain("at least 90 % must be found within 30 minutes");
  });

  test("the curves go through their points, in percent against minutes", async () => {
    const dataOf = (kind: string) =>
      plot(kind).evaluate((at: { plot?: { data: (number | null)[][] } }) => at.plot?.data);
    for (const [kind, expected] of [
      [
        "power",
        [
          [10, 30],
          [75, 100],
          [55, 96],
        ],
      ],
      [
        "alarms",
        [
          [10, 30],
          [1.5, 0.5],
        ],
      ],
    ] as const) {
      await plot(kind).scrollIntoViewIfNeeded();
      await expect.poll(() => dataOf(kind), patience).toEqual(expected);
      const drawn = expected.slice(1).map(({ length }) => ({ values: length, drawn: length }));
      expect(await plot(kind).evaluate(valuesDrawn)).toEqual(drawn);
    }
  });

  test("the tables have the counts, and every real comparison", async () => {
    const rows = (id: string, at: number) =>
      open.page.locator(`${id} .scroll table`).nth(at).locator("tbody tr").allTextContents();
    expect((await rows("#simulated", 0))[0]).toContain("3 of 200150 of 20050 of 2000 of 200");
    expect(await rows("#simulated", 1)).toHaveLength(2);
    expect(await rows("#real", 0)).toEqual([
      "same, 10m10 of 1–1 of 19.7 min",
      `${hostileArm}, 10m11 of 1–0 of 19.7 min`,
      "delay, 30m1–1 of 10 of 19.7 min",
    ]);
    expect(await rows("#real", 1)).toHaveLength(3);
    expect(await open.page.locator("img").count()).toBe(0);
  });

  test("dark, on a phone, all is drawn and nothing runs over", async () => {
    await turnToPhone(open.page);
    await plot("power").scrollIntoViewIfNeeded();
    await expect
      .poll(() => plot("power").evaluate(valuesDrawn), patience)
      .toEqual([
        { values: 2, drawn: 2 },
        { values: 2, drawn: 2 },
      ]);
    expect(await widthOf(open.page)).toBeLessThanOrEqual(phone.width);
  });

  test("the console stayed silent and only the page itself was asked for", () => {
    expect(open.complaints).toEqual([]);
    expect(open.requests).toHaveLength(1);
  });

  test("broken bounds stand first, and no real comparison is told as none", async () => {
    const study = fixtureHonesty({ broken: ["nothing, 15 pairs: 17 were"], real: [] });
    await using other = await openPage(renderHonestyPage(study));
    expect(await other.page.locator("h1").textContent()).toBe("bounds are broken");
    expect(await other.page.locator("header .reasons").textContent()).toContain("17 were");
    expect(await other.page.locator("#real").textContent()).toContain("None yet");
    expect(other.complaints).toEqual([]);
  });
});
