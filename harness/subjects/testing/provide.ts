/** A harness to be killed: provides one part and tells its progress, a line each. */
import { wallClock } from "../../../simulators/support/clock.ts";
import { providePart } from "../cache/store.ts";
import { buildWithGo } from "../go/build.ts";

const say = (text: string) => {
  if (text.startsWith("compiling")) {
    console.log(text);
  }
};
await providePart(
  JSON.parse(process.env.RECIPE ?? ""),
  {
    cacheDir: process.env.CACHE ?? "",
    env: process.env,
    clock: wallClock(),
    send: fetch,
    signal: new AbortController().signal,
    progress: { begin: () => ({ update: say, end: say }) },
  },
  buildWithGo,
);
