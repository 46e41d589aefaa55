import { describe, expect, it } from "vitest";
import { wallClock } from "../../../simulators/support/clock.ts";
import { startHttpListener } from "../../../simulators/support/http-listener.ts";
import { manualClock } from "../../../simulators/support/manual-clock.ts";
import { HarnessError, UnsupportedError } from "../../core/failure.ts";
import { postTo, sendHook } from "./send-hook.ts";

const hook = { path: "/hook/secret", headers: { "x-signature": "a" }, body: "{}" };
const { signal } = new AbortController();

describe("sendHook", () => {
  it("posts to the port and tells the status", async () => {
    const seen: string[] = [];
    await using listener = await startHttpListener({
      async handler(request) {
        const { method, url, headers } = request;
        const signature = headers.get("x-signature");
        seen.push([method, new URL(url).pathname, signature, await request.text()].join(" "));
        return new Response("no", { status: 400 });
      },
    });
    expect(
      await sendHook({ post: postTo(listener.origin), hook, clock: wallClock(), signal }),
    ).toBe(400);
    expect(seen).toEqual(["POST /hook/secret a {}"]);
  });

  it("is unsupported without notification-controller", async () => {
    const sent = sendHook({ post: undefined, hook, clock: wallClock(), signal });
    await expect(sent).rejects.toThrow(UnsupportedError);
  });

  it("says what failed without the path", async () => {
    const listener = await startHttpListener({ handler: async () => new Response() });
    await listener[Symbol.asyncDispose]();
    const sent = sendHook({ post: postTo(listener.origin), hook, clock: wallClock(), signal });
    await expect(sent).rejects.toThrow(HarnessError);
    await expect(sent).rejects.toThrow(/^(?!.*secret).*ECONNREFUSED.*notification-controller\.log/);
  });

  it("gives up on one that never answers", async () => {
    const clock = manualClock();
    let asked = () => {};
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    await using listener = await startHttpListener({
      handler() {
        asked();
        return new Promise(() => {});
      },
    });
    const sent = sendHook({ post: postTo(listener.origin), hook, clock, signal });
    const failed = expect(sent).rejects.toThrow(/no answer within 30 s/);
    await arrived;
    clock.advance(30_000);
    await failed;
  });
});
