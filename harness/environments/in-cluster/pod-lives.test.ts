import { describe, expect, it } from "vitest";
import { describePod, type PodState, readPodLives } from "./pod-lives.ts";

type Status = NonNullable<NonNullable<PodState["status"]>["containerStatuses"]>[number];

const pod = (status: Partial<Status> | undefined, more: { uid?: string; gone?: boolean } = {}) => {
  const uid = more.uid ?? "u1";
  return {
    metadata: {
      ...{ name: `pod-${uid}`, uid },
      ...(more.gone ? { deletionTimestamp: "2026-01-01T00:00:00Z" } : {}),
    },
    spec: { nodeName: "node" },
    status: { containerStatuses: status ? [{ name: "manager", ...status }] : [] },
  } satisfies PodState;
};
const running = (id: string, last?: object): Partial<Status> => ({
  containerID: id,
  state: { running: { startedAt: "2026-01-01T00:00:00Z" } },
  ...(last ? { lastState: last } : {}),
});
const terminated = (containerID: string, exitCode: number, reason = "Error") => ({
  terminated: { containerID, exitCode, reason },
});

type States = Parameters<ReturnType<typeof readPodLives>>[];

function told(...states: States): string[] {
  return toldWhere([], ...states);
}

/**
 * `started a`, `ended a SIGKILL oom`, a line for each change.
 *
 * @param killed containers that the kernel killed in
 */
function toldWhere(killed: string[], ...states: States): string[] {
  const take = readPodLives("manager", { has: (id) => killed.includes(id) });
  return states.flatMap((state) =>
    take(...state).map((change) => {
      if (change.type === "started") return `started ${change.life.containerId}`;
      const { code, signal, oomKilled, podGone } = change.exit;
      const how = [
        `${signal ?? code ?? "unseen"}`,
        oomKilled && "oom",
        podGone && "gone",
        change.log,
      ];
      return `ended ${change.life.containerId} ${how.filter(Boolean).join(" ")}`;
    }),
  );
}

describe("the lives of a container", () => {
  it("begin once it runs, and end once", () => {
    expect(
      told(
        ["added", pod(undefined)],
        ["modified", pod({ state: { waiting: { reason: "ContainerCreating" } } })],
        ["modified", pod(running("a"))],
        ["modified", pod(running("a"))],
        ["modified", pod({ containerID: "a", state: terminated("a", 1) })],
        ["modified", pod({ state: { waiting: {} }, lastState: terminated("a", 1) })],
        ["modified", pod(running("b", terminated("a", 1)))],
      ),
    ).toEqual(["started a", "ended a 1 current", "started b"]);
  });

  it("tell a signal from a code, and the kernel's kill from another", () => {
    const end = (code: number, reason: string) =>
      told(
        ["added", pod(running("a"))],
        ["modified", pod({ state: terminated("a", code, reason) })],
      )[1];
    expect(end(137, "OOMKilled")).toBe("ended a SIGKILL oom current");
    expect(end(137, "Error")).toBe("ended a SIGKILL current");
    expect(end(0, "Completed")).toBe("ended a 0 current");
    expect(end(255, "Error")).toBe("ended a 255 current");
  });

  it("tell the kernel's kill where only the kernel told it, of what a kill ended", () => {
    const end = (killed: string, code: number) =>
      toldWhere(
        [killed],
        ["added", pod(running("containerd://a"))],
        ["modified", pod({ state: terminated("containerd://a", code) })],
      )[1];
    expect(end("a", 137)).toBe("ended containerd://a SIGKILL oom current");
    expect(end("b", 137)).toBe("ended containerd://a SIGKILL current");
    expect(end("a", 1)).toBe("ended containerd://a 1 current");
  });

  it("are told even where a restart was missed", () => {
    expect(
      told(["added", pod(running("a"))], ["modified", pod(running("c", terminated("b", 2)))]),
    ).toEqual([
      "started a",
      "ended a unseen previous",
      "started b",
      "ended b 2 previous",
      "started c",
    ]);
  });

  it("of two Pods at once are told apart", () => {
    expect(
      told(
        ["added", pod(running("a"))],
        ["modified", pod(running("a"), { gone: true })],
        ["added", pod(running("b"), { uid: "u2" })],
        ["modified", pod({ state: terminated("a", 0) }, { gone: true })],
        ["deleted", pod({ state: terminated("a", 0) }, { gone: true })],
      ),
    ).toEqual(["started a", "started b", "ended a 0 gone current"]);
  });

  it("end with their Pod where nothing else was said", () => {
    expect(told(["added", pod(running("a"))], ["deleted", pod(running("a"))])).toEqual([
      "started a",
      "ended a unseen gone previous",
    ]);
  });
});

it("says why a Pod does not run", () => {
  const waiting = { reason: "ErrImagePull", message: "no such image" };
  const state = { ...pod({ state: { waiting } }) };
  const pending = { ...state, status: { ...state.status, phase: "Pending" } };
  expect(describePod(pending, "manager")).toBe(
    "Pod pod-u1 is Pending (ErrImagePull: no such image)",
  );
});
