import { array, assert, integer, property, uint8Array } from "fast-check";
import { expect, test } from "vitest";
import { eventEnds } from "./event-ends.ts";

const json = "application/json";
const protobuf = "application/vnd.kubernetes.protobuf;stream=watch";

const line = (bytes: Uint8Array) => Buffer.from([...bytes.filter((byte) => byte !== 10), 10]);

function frame(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

test.each([
  { type: json, encode: line },
  { type: protobuf, encode: frame },
])("finds the ends of events in $type, however it is cut", ({ type, encode }) => {
  const events = array(uint8Array({ maxLength: 300 }), { maxLength: 10 });
  const cuts = array(integer({ min: 1, max: 50 }), { minLength: 1 });
  assert(
    property(events, cuts, (events, cuts) => {
      const encoded = events.map(encode);
      const whole = Buffer.concat(encoded);
      let end = 0;
      const expected = encoded.map(({ length }) => {
        end += length;
        return end;
      });
      const ends = eventEnds(type);
      const found: number[] = [];
      for (let at = 0, cut = 0; at < whole.length; cut += 1) {
        const bytes = cuts[cut % cuts.length] ?? 1;
        found.push(...ends(whole.subarray(at, at + bytes)).map((offset) => at + offset));
        at += bytes;
      }
      expect(found).toEqual(expected);
    }),
  );
});
