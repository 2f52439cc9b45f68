import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createLogger } from "../../../electron/main/logger";
import { temporaryFolder } from "../../helpers/engine";

it("P11 the log keeps two files of bounded size, however much is written, for its user alone", async () => {
  const folder = await temporaryFolder();
  onTestFinished(folder.remove);
  const logger = createLogger(folder.path);
  const sentence = "x".repeat(1_000);
  for (let line = 0; line < 7_000; line += 1) logger.info(sentence, { line });
  const logs = join(folder.path, "logs");
  const files = (await readdir(logs)).sort();
  expect(files).toEqual(["waybill.log", "waybill.old.log"]);
  for (const file of files) {
    const { size, mode } = await stat(join(logs, file));
    expect(size).toBeLessThan(2.1 * 1024 * 1024);
    expect(mode & 0o777).toBe(0o600);
  }
});
