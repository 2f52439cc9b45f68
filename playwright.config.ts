import { defineConfig } from "playwright/test";

export default defineConfig({
  testDir: "test/e2e",
  testMatch: "**/*.spec.ts",
  outputDir: ".cache/e2e",
  timeout: 60_000,
  // One window at a time: they share the clipboard of the display.
  workers: 1,
  retries: 0,
  forbidOnly: true,
});
