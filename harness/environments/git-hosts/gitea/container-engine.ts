import { existsSync } from "node:fs";
import type { GenericContainer, Wait } from "testcontainers";
import { UsageError } from "../../../core/failure.ts";
import { type HarnessAddress, loopback } from "../../harness-address.ts";
import { containerMarks, isLeftOver, marksOfThisMachine } from "./container-marks.ts";

/** What the harness needs of Docker, or what stands in for it, by testcontainers. */
export interface ContainerEngine {
  GenericContainer: typeof GenericContainer;
  Wait: typeof Wait;
  /** For every container that is started: they say whose it is. */
  labels: Record<string, string>;
  /** Removes containers whose harness on this machine is dead. */
  sweep(): Promise<void>;
  /** Resolves to how a container ended, once it has: `code 1`. */
  exitOf(id: string): Promise<string>;
  /** Where a container reaches servers of the harness. */
  harnessAddress(id: string): Promise<HarnessAddress>;
}

/** @throws UsageError where there is no Docker to talk to. */
export async function openContainerEngine(): Promise<ContainerEngine> {
  // Loading it takes a second, and only who runs containers has to.
  const containers = await import("testcontainers");
  // Inside a container it takes the gateway for Docker's machine, which is wrong where Docker runs there, too.
  if (existsSync("/sys/class/net/docker0"))
    process.env.TESTCONTAINERS_HOST_OVERRIDE ??= "127.0.0.1";
  const client = await containers.getContainerRuntimeClient().catch((error: Error) => {
    throw new UsageError(
      `Gitea in a container needs Docker (${error.message}); start it, see that you may use it, or run with --env local or sim without --gitea-image`,
    );
  });
  // Its guard removes containers of a harness that was killed; without the guard's image our sweep does.
  await containers.getReaper(client).catch(() => {
    process.env.TESTCONTAINERS_RYUK_DISABLED = "true";
  });
  const { dockerode } = client.container;
  return {
    GenericContainer: containers.GenericContainer,
    Wait: containers.Wait,
    labels: containerMarks(),
    async sweep() {
      const filters = { label: [marksOfThisMachine()] };
      const found = await dockerode.listContainers({ all: true, filters });
      for (const { Id, Labels } of found) {
        if (!isLeftOver(Labels)) continue;
        // Another harness may sweep at the same time.
        await dockerode
          .getContainer(Id)
          .remove({ force: true, v: true })
          .catch(() => {});
      }
    },
    async exitOf(id) {
      try {
        const { StatusCode } = await dockerode.getContainer(id).wait();
        return `code ${StatusCode}`;
      } catch (error) {
        return (error as Error).message;
      }
    },
    async harnessAddress(id) {
      // Docker Desktop's engine is in a machine of its own, which reaches this one's loopback by a name.
      if (process.platform !== "linux") return { ...loopback, reachedAs: "host.docker.internal" };
      const { NetworkSettings } = await dockerode.getContainer(id).inspect();
      const gateways = Object.values(NetworkSettings.Networks).map(({ Gateway }) => Gateway);
      const gateway = gateways.find((each) => each !== "");
      if (gateway) return { listen: gateway, reachedAs: gateway };
      throw new UsageError(
        "the network of Gitea's container has no gateway: its webhooks need one to reach the harness",
      );
    },
  };
}
