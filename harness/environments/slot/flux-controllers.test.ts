import { expect, test } from "vitest";
import { controllerFlags, fluxController } from "./flux-controllers.ts";

function flags(name: string, eventsPort: number | null = 9000, extra: string[] = []): string[] {
  const controller = fluxController(name);
  if (!controller) throw new Error(`${name} is unknown`);
  return controllerFlags(controller, { ports: [1, 2, 3, 4], storage: "/s", eventsPort, extra });
}

test("source-controller serves artifacts under the address it advertises", () => {
  expect(flags("source-controller")).toEqual(
    expect.arrayContaining([
      "--metrics-addr=127.0.0.1:1",
      "--health-addr=127.0.0.1:2",
      "--storage-path=/s",
      "--storage-addr=127.0.0.1:3",
      "--storage-adv-addr=127.0.0.1:3",
      "--events-addr=http://127.0.0.1:9000/",
    ]),
  );
});

test("notification-controller listens where the others send", () => {
  expect(flags("notification-controller")).toContain("--events-addr=127.0.0.1:3");
  expect(flags("notification-controller")).toContain("--receiverAddr=127.0.0.1:4");
});

test("a shard watches by its selector, and what isn't sharded by none", () => {
  const controller = fluxController("kustomize-controller");
  if (!controller) throw new Error("unknown");
  const request = { ports: [1, 2, 3, 4], storage: "/s", eventsPort: null, extra: [] };
  const selecting = (selector: string | null) =>
    controllerFlags(controller, { ...request, selector }).filter((flag) =>
      flag.startsWith("--watch-label-selector"),
    );
  expect(selecting("!sharding.fluxcd.io/key")).toEqual([
    "--watch-label-selector=!sharding.fluxcd.io/key",
  ]);
  expect(selecting(null)).toEqual([]);
});

test("without a notification-controller no events are sent", () => {
  expect(flags("kustomize-controller", null)).toContain("--events-addr=");
});

test("what a scenario adds comes last, where it wins", () => {
  expect(flags("helm-controller", null, ["--log-level=debug"]).at(-1)).toBe("--log-level=debug");
});

test("every listener is on loopback", () => {
  for (const name of ["source-controller", "notification-controller", "kustomize-controller"]) {
    const addresses = flags(name).filter((flag) => /addr=./i.test(flag));
    for (const address of addresses) expect(address).toContain("127.0.0.1:");
  }
});

test("knows no controller by the names of Object's own properties", () => {
  expect(fluxController("constructor")).toBeUndefined();
  expect(fluxController("flux-operator")).toBeUndefined();
});
