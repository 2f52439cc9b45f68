import { defineConfig } from "vitest/config";

/** The long runs of CONTRIBUTING.md, which `npm test` does not include. */
export default defineConfig({
  test: { include: ["test/campaigns/**/*.campaign.ts"], maxWorkers: 1, disableConsoleIntercept: true },
});
