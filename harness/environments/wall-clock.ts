/** The clock of every environment that runs real binaries. */
export { wallClock } from "../../simulators/support/clock.ts";
export { seededRandom } from "../../simulators/support/random.ts";
