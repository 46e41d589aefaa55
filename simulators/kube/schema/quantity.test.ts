import { expect, it } from "vitest";
import { parseQuantity } from "./quantity.ts";

it.each(["", "a", "1 Gi", "1gi", "1.2.3", "--1", "1KiB", "e3"])(
  "takes %j for no quantity",
  (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  },
);
