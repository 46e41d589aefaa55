/** Who is next, where more wants to be done than a turn of the event loop has time for. */
export interface FairTurns {
  /**
   * Undefined when it may be done at once; else resolves when it may. Those that ask for the same `flow`
   * wait for each other, and for others only as long as these take one by one. Who is `gone` waits for
   * the next turn at most.
   */
  take(asked: { flow: object; gone: () => boolean; cost?: number }): Promise<void> | undefined;
  /** To be called when what is closed may have opened. */
  wake(): void;
}

/** From `at` on; taking from the front of a long array would move all the rest each time. */
interface Line {
  waiters: Waiter[];
  at: number;
}

interface Waiter {
  gone(): boolean;
  cost: number;
  begin(): void;
}

/** @param perTurn what may be spent in a turn; what costs more has a turn for itself. */
export function createFairTurns({
  perTurn,
  closed = () => false,
}: {
  perTurn: number;
  /** Nothing begins while it says so. */
  closed?: () => boolean;
}): FairTurns {
  const flows = new Map<object, Line>();
  let spent = 0;
  let waiting = 0;
  let armed = false;
  const arm = () => {
    if (armed) return;
    armed = true;
    setImmediate(nextTurn);
  };
  const nextTurn = () => {
    armed = false;
    spent = 0;
    for (const [flow, line] of flows) {
      // Those that left are let by at once: resets can be as many as they like.
      while (line.waiters[line.at]?.gone()) end(line);
      if (line.at === line.waiters.length) flows.delete(flow);
    }
    while (flows.size > 0 && spent < perTurn && !closed()) {
      const [entry] = flows;
      if (!entry) break;
      const [flow, line] = entry;
      flows.delete(flow);
      const next = line.waiters[line.at];
      spent += next?.gone() ? 0 : (next?.cost ?? 0);
      end(line);
      // To the end of all lines.
      if (line.at < line.waiters.length) flows.set(flow, line);
    }
    if (spent > 0 || (flows.size > 0 && !closed())) arm();
  };
  const end = (line: Line) => {
    waiting -= 1;
    line.waiters[line.at]?.begin();
    line.at += 1;
  };
  return {
    take({ flow, gone, cost = 1 }) {
      if (waiting === 0 && spent < perTurn && !closed()) {
        spent += cost;
        arm();
        return undefined;
      }
      waiting += 1;
      const line = flows.get(flow) ?? { waiters: [], at: 0 };
      flows.set(flow, line);
      if (!closed()) arm();
      return new Promise((begin) => line.waiters.push({ gone, cost, begin }));
    },
    wake: arm,
  };
}
