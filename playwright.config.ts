import { defineConfig } from "playwright/test";

export default defineConfig({
  testDir: "test/e2e",
  testMatch: "**/*.spec.ts",
  // No tests: they take the pictures of README and docs, when they are asked to.
  testIgnore: process.env["WAYBILL_SCREENSHOTS"] === "1" ? [] : ["**/*screenshots.spec.ts"],
  outputDir: ".cache/e2e",
  timeout: 60_000,
  // A busy machine with two cores takes its time to start Electron.
  expect: { timeout: 15_000 },
  // One window at a time: they share the clipboard of the display.
  workers: 1,
  retries: 0,
  forbidOnly: true,
});
