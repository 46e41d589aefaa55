import { expect, test } from "vitest";
import { fixtureCapacity, fixtureRefusal } from "../../reports/fixtures/capacity.ts";
import { capacityText } from "./capacity-text.ts";

test("a plan comes first, with what binds and what it rests on", () => {
  const text = capacityText(fixtureCapacity());
  expect(text).toMatch(/^200 clusters × 10 Kustomizations, p99 commit-to-ready <= 2m: a plan\n/);
  expect(text).toMatch(/kustomize-controller: 2 instances \(1 of them shards\), --concurrent=\d+/);
  expect(text).toMatch(/latency .* \(.* to .*\), margin \d+ %/);
  expect(text).toMatch(/\nWhat it rests on\n- /);
});

test("a refusal names its kind, the constraint and what would be possible", () => {
  const capacity = fixtureRefusal();
  const text = capacityText(capacity);
  expect(text).toMatch(/: no plan\n/);
  for (const { kind, because, instead } of capacity.refusals) {
    expect(text).toContain(`${kind}: ${because}`);
    if (instead) expect(text).toContain(`possible: ${instead}`);
  }
});
