import { afterEach, expect, it, vi } from "vitest";
import { HarnessError, UsageError } from "../core/failure.ts";
import type { Step } from "../core/scenario.ts";
import { scenario } from "../scenario/scenario.ts";
import { parallel } from "../steps/parallel.ts";
import { storm } from "../steps/storm.ts";
import { wait } from "../steps/wait.ts";
import { obtainK6 } from "./obtain-k6.ts";

const { signal } = new AbortController();
const driven = (...drive: Step[]) =>
  scenario({ name: "test/driven", guarantee: "Any.", drive, check: [] });
const stormy = driven(parallel([storm({ target: { receiver: "a" }, rate: 1, for: "1s" })]));

afterEach(() => vi.restoreAllMocks());

it("obtains k6 for storms, however deep, and for nothing else", async () => {
  const provide = vi.fn(async () => "/k6");
  await obtainK6([driven(wait("1s"))], signal, provide);
  expect(provide).not.toHaveBeenCalled();
  await obtainK6([driven(wait("1s")), stormy], signal, provide);
  expect(provide).toHaveBeenCalledOnce();
});

it("goes on without k6 where the user must mend it, and says so", async () => {
  const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await obtainK6([stormy], signal, async () => {
    throw new UsageError("Go is missing");
  });
  expect(said).toHaveBeenCalledWith(expect.stringMatching(/test\/driven: .*Go is missing/));
});

it("fails where building it does", async () => {
  const provide = async () => {
    throw new HarnessError("the build failed");
  };
  await expect(obtainK6([stormy], signal, provide)).rejects.toThrow("the build failed");
});
