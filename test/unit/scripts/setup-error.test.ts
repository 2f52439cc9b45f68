import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeFailure, explainSystemError, SetupError } from "../../../scripts/setup/setup-error.mjs";

test("a failure ends with one line that says what and what to do, after the details", () => {
  expect(describeFailure(new SetupError("this is missing.", "Do that.", "line 1\nline 2"))).toBe(
    "line 1\nline 2\nwaybill: this is missing. Do that.",
  );
});

test("a full disk and a folder that may not be written are explained", () => {
  const full = Object.assign(new Error("ENOSPC"), { code: "ENOSPC", path: "/cache/x" });
  expect(describeFailure(full)).toBe(
    "waybill: the disk is full (/cache/x). Free about 1 GB and run the command again.",
  );
  const refused = Object.assign(new Error("EROFS"), { code: "EROFS" });
  expect(describeFailure(refused)).toContain("WAYBILL_CACHE");
});

test("an error that nobody foresaw keeps its stack", () => {
  const folder = mkdtempSync(join(tmpdir(), "waybill-error-"));
  try {
    mkdirSync(folder);
    expect.unreachable();
  } catch (error) {
    expect(explainSystemError(error)).toBeUndefined();
    expect(describeFailure(error)).toContain("EEXIST");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
