import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: "modules", include: ["test/{unit,integration,contract,security}/**/*.test.ts"] },
      },
      {
        extends: true,
        test: {
          name: "package",
          include: ["test/package/**/*.test.ts"],
          // Makes the package that all of them look at.
          globalSetup: "test/package/make-package.ts",
          testTimeout: 60_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
});
