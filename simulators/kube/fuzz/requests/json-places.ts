interface Place {
  holder: object;
  key: string;
}

function places(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => [{ holder: value, key }, ...places(each)]);
}

/** One of all fields and items. */
export function anyPlace(value: unknown, seed: number): Place | undefined {
  const all = places(value);
  return all[seed % Math.max(1, all.length)];
}

/** One of all objects. */
export function anyHolder(value: unknown, seed: number): object | undefined {
  const holders = [...new Set(places(value).map(({ holder }) => holder))].filter(
    (each) => !Array.isArray(each),
  );
  return holders[seed % Math.max(1, holders.length)];
}
