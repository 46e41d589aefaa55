import { expect, it } from "vitest";
import { wallClock } from "../wall-clock.ts";
import { podLog } from "./pod-log.ts";

/** Answers one after another; after the last one the container is over. */
async function read(...answers: ((string | Error)[] | Error)[]) {
  const paths: string[] = [];
  const rest = [...answers];
  const log = podLog({
    ...{ namespace: "flux-system", pod: "p", container: "manager" },
    ...{ clock: wallClock(), signal: new AbortController().signal },
    isOver: () => rest.length === 0,
    connection: {
      async *lines(path) {
        paths.push(path);
        const answer = rest.shift() ?? [];
        if (answer instanceof Error) throw answer;
        for (const line of answer) {
          if (line instanceof Error) throw line;
          yield line;
        }
      },
    },
  });
  const lines: string[] = [];
  for await (const line of log) lines.push(line);
  return { lines, paths };
}

it("gives the lines of a container without their times", async () => {
  const { lines, paths } = await read(['2026-01-01T00:00:00.000000001Z {"a b"}']);
  expect(lines).toEqual(['{"a b"}']);
  expect(paths).toEqual([
    "/api/v1/namespaces/flux-system/pods/p/log?container=manager&timestamps=true&follow=true",
  ]);
});

it("takes up what broke off behind the last line, and asks again where there is no log yet", async () => {
  const { lines, paths } = await read(
    new Error("container is waiting to start"),
    ["2026-01-01T00:00:00.000000001Z a", "2026-01-01T00:00:00.000000001Z b", new Error("cut")],
    ["2026-01-01T00:00:00.000000001Z b", "2026-01-01T00:00:00.000000002Z c"],
  );
  expect(lines).toEqual(["a", "b", "c"]);
  expect(paths.at(-1)).toContain("sinceTime=2026-01-01T00%3A00%3A00.000000001Z");
});
