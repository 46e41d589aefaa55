import { expect, it } from "vitest";
import { controllerInstances } from "./instances.ts";
import { type ScenarioInput, scenario } from "./scenario.ts";

it("leaves a controller without shards alone", () => {
  expect(controllerInstances("helm-controller", {})).toEqual([
    { name: "helm-controller", controller: "helm-controller", selector: null },
  ]);
});

it("has the main instance take what no shard's key is on", () => {
  const controller = "source-controller";
  expect(controllerInstances(controller, { shards: ["a", "b"] })).toEqual([
    { name: "source-controller", controller, selector: "!sharding.fluxcd.io/key" },
    { name: "source-controller-a", controller, selector: "sharding.fluxcd.io/key=a" },
    { name: "source-controller-b", controller, selector: "sharding.fluxcd.io/key=b" },
  ]);
});

it.each<[string, ScenarioInput["controllers"], RegExp]>([
  ["no key", { "source-controller": { shards: ["Shard 1"] } }, /expected a DNS label/],
  ["a key twice", { "source-controller": { shards: ["a", "a"] } }, /expected each key once/],
  [
    "a controller without a selector",
    { "notification-controller": { shards: ["a"] } },
    /controllers.notification-controller.shards = \["a"\]: .*can't be sharded/,
  ],
])("refuses %s", (_, controllers = {}, message) => {
  const rest = { name: "test/shards", guarantee: "Any.", drive: [], check: [] };
  expect(() => scenario({ ...rest, controllers })).toThrow(message);
});
