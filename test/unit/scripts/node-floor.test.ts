import { expect, test } from "vitest";
import { isNodeNewEnough } from "../../../scripts/setup/node-floor.mjs";

test.each(["20.19.0", "20.20.2", "22.0.0", "100.1.0"])("Node %s is new enough", (version) => {
  expect(isNodeNewEnough(version)).toBe(true);
});

test.each(["20.18.3", "18.20.8", "8.17.0"])("Node %s is too old", (version) => {
  expect(isNodeNewEnough(version)).toBe(false);
});
