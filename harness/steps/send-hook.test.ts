import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fakeDrive, recordedOf } from "../../test/drive-context.ts";
import { UsageError } from "../core/failure.ts";
import type { HookRequest } from "../environments/environment.ts";
import { drive } from "../runner/drive.ts";
import { sendHook } from "./send-hook.ts";

const token = "not-for-histories";
const webhookPath = `/hook/${"a1".repeat(32)}`;
const receiver = {
  spec: { secretRef: { name: "receiver-token" } },
  status: { webhookPath },
};
const secret = { data: { token: Buffer.from(token).toString("base64") } };

async function sent(
  options: Omit<Parameters<typeof sendHook>[0], "receiver">,
  objects: Record<string, unknown> = { "Receiver git": receiver, "Secret receiver-token": secret },
) {
  const fake = fakeDrive({ drive: [sendHook({ receiver: "git", ...options })] });
  const hooks: HookRequest[] = [];
  Object.assign(fake.context.slot, {
    cluster: {
      get: async ({ kind, metadata }: { kind: string; metadata: { name: string } }) =>
        objects[`${kind} ${metadata.name}`],
    },
    async hook(request: HookRequest) {
      hooks.push(request);
      return 418;
    },
  });
  await drive(fake.context, () => {});
  return { hooks, fake, recorded: recordedOf(fake, "hook.request") };
}

function signatureOf({ body }: HookRequest, key: string): string {
  return `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;
}

describe("send-hook", () => {
  it("signs with the Receiver's token, sends to its path, and records neither", async () => {
    const { hooks, recorded, fake } = await sent({});
    const [hook] = hooks as [HookRequest];
    expect(hook.path).toBe(webhookPath);
    expect(hook.headers["x-signature"]).toBe(signatureOf(hook, token));
    expect(recorded).toMatchObject([
      { receiver: "git", path: "own", signature: "valid", status: 418, durationMs: 0 },
    ]);
    const all = JSON.stringify(fake.recorded);
    expect(all).not.toContain(token);
    expect(all).not.toContain("a1a1a1");
  });

  it("signs with another token, or not at all", async () => {
    const [wrong] = (await sent({ signature: "wrong" })).hooks as [HookRequest];
    expect(wrong.headers["x-signature"]).toMatch(/^sha256=[0-9a-f]{64}$/);
    expect(wrong.headers["x-signature"]).not.toBe(signatureOf(wrong, token));
    const [unsigned] = (await sent({ signature: "none" })).hooks as [HookRequest];
    expect(unsigned.headers).not.toHaveProperty("x-signature");
  });

  it("sends to a path that no Receiver has", async () => {
    const { hooks, recorded } = await sent({ path: "unknown" });
    expect(hooks[0]?.path).toMatch(/^\/hook\/0{64}$/);
    expect(recorded).toMatchObject([{ path: "unknown", signature: "valid" }]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ["there is none", {}, /Receiver git doesn't exist/],
    ["it isn't Ready", { "Receiver git": { spec: receiver.spec } }, /has no status.webhookPath/],
    ["it has no token", { "Receiver git": receiver }, /Secret receiver-token has no token/],
  ])("says of a Receiver that %s", async (_, objects, message) => {
    await expect(sent({}, objects)).rejects.toThrow(UsageError);
    await expect(sent({}, objects)).rejects.toThrow(message);
  });
});
