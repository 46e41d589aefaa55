import { once } from "node:events";
import { createServer } from "node:http";
import { expect, test } from "vitest";
import type { Observation } from "../../core/history.ts";
import { wallClock } from "../wall-clock.ts";
import { scrapeSeries, seriesIn } from "./scrape-series.ts";

const text = `# HELP a Of things.
# TYPE a counter
a 1
b_bucket{le="0.1",kind="GitRepository"} 3
b_bucket{kind="Kustomization",le="+Inf"} 4 1395066363000
c{path="x=\\"y\\",z=\\"} 1",last="1"} NaN
not a line
{}
`;

test("series are told by their names and those of their labels", () => {
  expect(seriesIn(text)).toEqual(["a", "b_bucket{kind,le}", "c{last,path}"]);
});

test("controllers that answer are recorded, and no others", async () => {
  const server = createServer((request, response) => {
    response.statusCode = request.url === "/metrics" ? 200 : 404;
    response.end("a 1\n");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const recorded: Observation[] = [];
  await scrapeSeries({
    controllers: [
      { name: "up", port: address.port },
      { name: "down", port: 1 },
    ],
    recorder: {
      record(observation) {
        recorded.push(observation);
        return { ...observation, seq: 1, tMs: 0 };
      },
    },
    clock: wallClock(),
  });
  server.close();
  expect(recorded).toEqual([{ type: "process.series", process: "up", series: ["a"] }]);
});
