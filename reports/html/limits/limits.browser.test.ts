import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  fixtureLimits,
  fixtureUnfinishedLimits,
  hostileLimitReason,
} from "../../fixtures/limits.ts";
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
import { renderLimitsPage } from "./limits-page.ts";

describe.skipIf(noChromium)(`the page of smallest limits${skipped}`, { timeout: 120_000 }, () => {
  let open: OpenPage;
  const limits = fixtureLimits();
  const plot = (index: number) =>
    open.page.locator(`[data-plot=limits][data-controller="${index}"]`);

  beforeAll(async () => {
    open = await openPage(renderLimitsPage(limits));
  }, 60_000);
  afterAll(() => open?.[Symbol.asyncDispose]());

  test("what each controller needs stands first, the worst in the title", async () => {
    const heads = await open.page.locator("h1 span").allTextContents();
    expect(heads).toEqual([
      "source-controller 78.0 MiB",
      "kustomize-controller more than 128.0 MiB",
    ]);
    expect(await open.page.title()).toMatch(/^✗ source-controller 78\.0 MiB, kustomize/);
    const rows = await open.page.locator("header tbody tr").allTextContents();
    expect(rows[0]).toContain("32.0 MiB survives, 30.0 MiB does not");
    expect(rows[2]).toContain("nothing up to 128.0 MiB is enough");
  });

  test("every run is drawn at its limit, by how it came out", async () => {
    const place = plot(0);
    await place.scrollIntoViewIfNeeded();
    const [idle, load] = limits.searches;
    const all = [...(idle?.probes ?? []), ...(load?.probes ?? [])];
    const count = (holds: (probe: (typeof all)[number]) => boolean) => {
      const values = all.filter(holds).length;
      return { values, drawn: values };
    };
    await expect
      .poll(() => place.evaluate(valuesDrawn), patience)
      .toEqual([
        count(({ survived }) => survived),
        count(({ isCertain }) => isCertain),
        count(({ survived, isCertain }) => !survived && !isCertain),
        { values: 2, drawn: 2 },
      ]);
    const data = await place.evaluate(
      (at: { plot?: { data: (number | null)[][] } }) => at.plot?.data ?? [],
    );
    const drawn = data[0]?.filter((_, at) => data[4]?.[at] === null);
    expect(drawn).toEqual(all.map(({ limitBytes }) => limitBytes).toSorted((a, b) => a - b));
  });

  test("each run has a row with its link, what a controller said is text", async () => {
    const first = open.page.locator("#controller0 .scroll").last();
    const links = await first
      .locator("a")
      .evaluateAll((found) => found.map((link) => link.getAttribute("href")));
    expect(links).toEqual(limits.searches[1]?.probes.map(({ dir }) => `./${dir}/`));
    expect(await first.textContent()).toContain(hostileLimitReason);
    expect(await open.page.locator("img").count()).toBe(0);
    const ends = open.page.locator("#controller0 .scroll").first().locator(".badge");
    expect((await ends.allTextContents()).map((text) => text.slice(2))).toEqual([
      ...Array(4).fill("survived"),
      ...["OOM-killed", "survived", "survived", "exited"],
    ]);
  });

  test("dark, on a phone, all is drawn and nothing runs over", async () => {
    await turnToPhone(open.page);
    const place = plot(1);
    await place.scrollIntoViewIfNeeded();
    await expect
      .poll(() => place.evaluate(valuesDrawn), patience)
      .toEqual([{ values: 1, drawn: 1 }]);
    expect(await widthOf(open.page)).toBeLessThanOrEqual(phone.width);
  });

  test("the console stayed silent and only the page itself was asked for", () => {
    expect(open.complaints).toEqual([]);
    expect(open.requests).toHaveLength(1);
  });

  test("one that was not finished says so, and settles nothing", async () => {
    await using cut = await openPage(renderLimitsPage(fixtureUnfinishedLimits()));
    expect(await cut.page.locator("h1").textContent()).toBe("source-controller not settled");
    expect(await cut.page.locator("header").textContent()).toContain("the budget is used up");
    expect(await cut.page.title()).toMatch(/^\? /);
    expect(cut.complaints).toEqual([]);
  });
});
