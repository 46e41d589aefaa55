/**
 * A list as Go's slices are: items are removed and added in place as long as there is room, so that
 * whoever still holds the list sees it.
 */
export interface Slice {
  values(): unknown[];
  set(at: number, item: unknown): void;
  remove(at: number): void;
  push(item: unknown): void;
}

export function sliceOf(list: unknown[]): Slice {
  let room = list;
  let length = list.length;
  return {
    values: () => room.slice(0, length),
    set(at, item) {
      room[at] = item;
    },
    remove(at) {
      room.copyWithin(at, at + 1, length);
      length -= 1;
    },
    push(item) {
      if (length === room.length) room = [...room, item];
      else room[length] = item;
      length += 1;
    },
  };
}
