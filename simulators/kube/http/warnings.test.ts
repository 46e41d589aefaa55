import { describe, expect, test } from "vitest";
import { simulatorTarget } from "../fuzz/servers.ts";
import { warningHeaders } from "./warnings.ts";

describe("warnings", () => {
  test("are told once each, quoted, as the bytes of their text", () => {
    expect(warningHeaders(['unknown field "a\\b"', "", "é", 'unknown field "a\\b"'])).toEqual([
      '299 - "unknown field \\"a\\\\b\\""',
      '299 - "\u00c3\u00a9"',
    ]);
  });

  test("that no header can hold are left out", () => {
    expect(warningHeaders(["a\nb", "c\u0000", "\ud83d", "\u0085", "kept"])).toEqual([
      '299 - "kept"',
    ]);
  });

  test("are cut where all together are too long, and end where that isn't enough", () => {
    const one = "x".repeat(3_000);
    expect(warningHeaders([one])).toEqual([`299 - "${one}"`]);
    expect(warningHeaders([one, `${one}y`])).toEqual([
      `299 - "${"x".repeat(256)}"`,
      `299 - "${"x".repeat(256)}"`,
    ]);
    const many = Array.from({ length: 100 }, (_, at) => `${at}`.padEnd(256, "x"));
    expect(warningHeaders(many)).toHaveLength(17);
  });

  test("of a field with any name are an answer", async () => {
    using simulator = simulatorTarget();
    const response = await simulator.ask(
      new Request(`${simulator.origin}/api/v1/namespaces/default/configmaps`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"metadata":{"name":"a"},"met\ufffd\ud83d\ude42":1,"b\\n":1}',
      }),
    );
    expect(response.status).toBe(201);
    const told = Buffer.from(response.headers.get("warning") ?? "", "latin1").toString();
    expect(told).toBe('299 - "unknown field \\"met\ufffd\ud83d\ude42\\""');
  });
});
