import type { Doors } from "./handler.ts";

/** The doors of several listeners as those of one. */
export interface JointDoors extends Doors {
  /** Takes in those of one more, shut for as long as the others are. */
  add(doors: Doors): Promise<void>;
}

/** What keeps doors shut at present. */
interface Closure {
  shut(doors: Doors): Promise<void> | void;
}

export function jointDoors(...members: Doors[]): JointDoors {
  const closures = new Set<Closure>();
  return {
    async add(doors) {
      members.push(doors);
      for (const closure of closures) await closure.shut(doors);
    },
    async refuse(mark) {
      let cut = 0;
      const ends: (() => Promise<void>)[] = [];
      const closure: Closure = {
        async shut(doors) {
          const refusal = await doors.refuse(mark);
          cut += refusal.cut;
          ends.push(() => refusal.end());
        },
      };
      closures.add(closure);
      await Promise.all(members.map((doors) => closure.shut(doors)));
      return {
        cut,
        async end() {
          closures.delete(closure);
          await Promise.all(ends.map((end) => end()));
        },
      };
    },
    blackhole(mark) {
      const holes: ReturnType<Doors["blackhole"]>[] = [];
      const closure: Closure = { shut: (doors) => void holes.push(doors.blackhole(mark)) };
      closures.add(closure);
      for (const doors of members) closure.shut(doors);
      return {
        met: () => holes.reduce((sum, hole) => sum + hole.met(), 0),
        end() {
          closures.delete(closure);
          for (const hole of holes) hole.end();
        },
      };
    },
  };
}
