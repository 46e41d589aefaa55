import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixtureCapacity, fixtureRefusal, hostileReason } from "../../fixtures/capacity.ts";
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
import { renderCapacityPage } from "./capacity-page.ts";

describe.skipIf(noChromium)(`the page of a capacity${skipped}`, { timeout: 120_000 }, () => {
  let open: OpenPage;
  const capacity = fixtureCapacity();
  const plot = (kind: string, index: number) =>
    open.page.locator(`[data-plot=${kind}][data-model="${index}"]`);

  beforeAll(async () => {
    open = await openPage(renderCapacityPage(capacity));
  }, 60_000);
  afterAll(() => open?.[Symbol.asyncDispose]());

  test("the plan stands first, with its margin and what binds", async () => {
    const head = await open.page.locator("header").textContent();
    expect(head).toContain("1 × source-controller, 2 × kustomize-controller");
    expect(head).toContain("a margin of 17.5 %");
    expect(await open.page.locator("#plan").textContent()).toContain("one shard less");
    const files = await open.page
      .locator("#plan a")
      .evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    expect(files).toEqual(["./manifests/kustomization.yaml", "./manifests/shard1.yaml"]);
  });

  test("each cell of the region says what it is, the plan is marked", async () => {
    const cells = open.page.locator(".region td");
    const verdicts = await cells.evaluateAll((all) =>
      all.map((cell) => cell.getAttribute("data-verdict")),
    );
    expect(verdicts).toEqual(capacity.region?.cells.map((cell) => cell.verdict));
    expect(await open.page.locator(".region .plan").textContent()).toMatch(
      /holds the plan\s*56\.7 s/,
    );
  });

  test("points and curves are drawn, with values as they are", async () => {
    for (const [index, model] of capacity.models.entries()) {
      const place = plot("model", index);
      await place.scrollIntoViewIfNeeded();
      const points = { values: model.observed.length, drawn: model.observed.length };
      await expect
        .poll(async () => (await place.evaluate(valuesDrawn))[0], patience)
        .toEqual(points);
      const drawn = await place.evaluate(valuesDrawn);
      for (const [at, curve] of model.curves.entries()) {
        const count = curve.x.length;
        expect(drawn[1 + 3 * at]).toEqual({ values: count, drawn: count });
      }
      const data = await place.evaluate(
        (at: { plot?: { data: (number | null)[][] } }) => at.plot?.data ?? [],
      );
      const scale = /Ms$/.test(model.figure) ? 1000 : 1;
      expect(data[1]?.filter((value) => value !== null)).toEqual(
        model.observed.toSorted((a, b) => a.x - b.x).map(({ measured }) => measured / scale),
      );
    }
    const residuals = plot("residuals", 2);
    await residuals.scrollIntoViewIfNeeded();
    await expect
      .poll(() => residuals.evaluate(valuesDrawn), patience)
      .toEqual([{ values: 3, drawn: 3 }]);
    expect(await open.page.locator("#model1").textContent()).toMatch(
      /Knee: more than 9\.7.*Plateau/s,
    );
    expect(await open.page.locator("#model2").textContent()).toContain("does not fit");
  });

  test("dark, on a phone, all is drawn and nothing runs over", async () => {
    await turnToPhone(open.page);
    await open.page.locator("details").evaluateAll((all) => {
      for (const details of all) details.setAttribute("open", "");
    });
    const place = plot("model", 0);
    await place.scrollIntoViewIfNeeded();
    await expect
      .poll(async () => (await place.evaluate(valuesDrawn))[0], patience)
      .toEqual({ values: 7, drawn: 7 });
    expect(await widthOf(open.page)).toBeLessThanOrEqual(phone.width);
  });

  test("the console stayed silent and only the page itself was asked for", () => {
    expect(open.complaints).toEqual([]);
    expect(open.requests).toHaveLength(1);
  });

  test("without a plan, what refuses it stands first, as text", async () => {
    await using refused = await openPage(renderCapacityPage(fixtureRefusal()));
    expect(await refused.page.locator("h1").textContent()).toBe("no plan");
    expect(await refused.page.locator(".refusals").textContent()).toContain(hostileReason);
    expect(await refused.page.locator("img, #plan, #region").count()).toBe(0);
    expect(refused.complaints).toEqual([]);
  });
});
