import { expect, it } from "vitest";
import { UsageError } from "../core/failure.ts";
import { requireOwnTarget, waitingMaxOf } from "./storm.ts";

const path = "/hook/0123456789abcdef";

it.each([
  "http://127.0.0.1:9292",
  "http://127.8.0.9",
  "http://localhost:80",
  "http://[::1]:9292",
  "http://172.18.0.2:30080",
])("sends to %s, which is the run's own", (origin) => {
  expect(() => requireOwnTarget(origin + path, ["http://172.18.0.2:30080"])).not.toThrow();
});

it.each([
  "http://172.18.0.2:30081",
  "https://172.18.0.2:30080",
  "http://flux.example.com",
  "http://127.0.0.1.example.com",
  "http://localhost.example.com",
])("refuses %s with exit code 64, and tells no path", (origin) => {
  const refused = () => requireOwnTarget(origin + path, ["http://172.18.0.2:30080"]);
  expect(refused).toThrow(UsageError);
  expect(refused).toThrow(/expected loopback or an address of this run/);
  expect(refused).not.toThrow(/hook/);
});

it("has senders enough for answers that take a second, within bounds", () => {
  expect([1, 200, 1000].map(waitingMaxOf)).toEqual([50, 200, 400]);
});
