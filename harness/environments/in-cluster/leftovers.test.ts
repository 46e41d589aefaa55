import { expect, test } from "vitest";
import { manualClock } from "../../../simulators/support/manual-clock.ts";
import { requireClean } from "./leftovers.ts";

/** Answers of one path, the last one again and again; lists elsewhere are empty. */
async function looked(path: string, answers: number[]) {
  const clock = manualClock();
  const rest = [...answers];
  const outcome = requireClean(
    {
      async request(asked) {
        const status = asked.path === path ? (rest.length > 1 ? rest.shift() : rest[0]) : 200;
        return { status: status ?? 200, text: JSON.stringify({ items: [] }) };
      },
    },
    { clock, signal: new AbortController().signal },
  ).then(
    () => "clean",
    (error: Error) => error.message,
  );
  let said: string | undefined;
  void outcome.then((text) => {
    said = text;
  });
  while (said === undefined) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(500);
  }
  return said;
}

test("asks again where a kind's cache is only being filled, and gives up in the end", async () => {
  expect(await looked("/api/v1/namespaces", [429, 429, 200])).toBe("clean");
  expect(await looked("/api/v1/namespaces", [429])).toMatch(/namespaces was answered 429/);
  expect(await looked("/api/v1/namespaces", [403])).toMatch(/namespaces was answered 403/);
});

test("says what keeps a namespace from going", async () => {
  const clock = manualClock();
  const message = "Some resources are remaining: pods. has 1 resource instances";
  const conditions = [
    { type: "NamespaceContentRemaining", status: "True", message },
    { type: "NamespaceDeletionContentFailure", status: "False", message: "All content deleted" },
  ];
  const metadata = { name: "flux-system" };
  const items = [{ metadata: { name: "default" } }, { metadata, status: { conditions } }];
  const found = requireClean(
    {
      request: async ({ path }) => ({
        status: 200,
        text: JSON.stringify({ items: path === "/api/v1/namespaces" ? items : [] }),
      }),
    },
    { clock, signal: new AbortController().signal },
  );
  await expect(found).rejects.toThrow(
    `The slot before left in the cluster: namespace flux-system (${message}).`,
  );
});
