import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, openView, readClipboard, rowOf, test } from "./app.fixture";
import { outcome, startCommand } from "./processes";
import { startSilentServer } from "./silent-server";

test("a command hands its work to the window that is open, and leaves the clipboard alone", async ({
  launch,
  folder,
  profile,
}) => {
  const path = join(folder, "from the terminal.txt");
  await writeFile(path, "typed, not dropped");
  const { page, electron } = await launch();
  await electron.evaluate(({ clipboard }) => clipboard.writeText("before"));
  const { code, output } = await outcome(await startCommand(profile, ["upload", path, "--to", "Practice"]));
  expect(code).toBe(0);
  const reply = await fetch(output.trim());
  expect(await reply.text()).toBe("typed, not dropped");
  await openView(page, "history");
  await expect(rowOf(page, "from the terminal.txt")).toHaveAttribute("data-state", "completed");
  expect(await readClipboard(electron)).toBe("before");
});

test("a window that joined a command's engine goes on with the queue when the command ends", async ({
  launch,
  folder,
  profile,
}) => {
  const server = await startSilentServer();
  const path = join(folder, "endless.bin");
  await writeFile(path, Buffer.alloc(16 * 1024 * 1024, 1));
  const settings = [
    ...["--set", `baseUrl=http://127.0.0.1:${server.port}`],
    ...["--set", "userId=00000000-0000-4000-8000-000000000001"],
  ];
  await writeFile(join(folder, "key"), "key");
  const secret = ["--secret", `apiKey=file:${join(folder, "key")}`];
  const added = await startCommand(profile, [
    "destinations",
    "add",
    "Silent",
    "--service",
    "surgery-connect",
    ...settings,
    ...secret,
  ]);
  expect((await outcome(added)).code).toBe(0);
  const upload = await startCommand(profile, ["upload", path, "--to", "Silent"]);
  const { page } = await launch();
  await expect(rowOf(page, "endless.bin")).toHaveAttribute("data-state", "uploading", { timeout: 15_000 });

  const ended = once(upload, "close");
  upload.kill("SIGINT");
  expect((await ended)[0]).toBe(130);
  // Its engine lives here now: the same row is sent again, by the window's own process.
  await expect(rowOf(page, "endless.bin")).toHaveAttribute("data-state", "uploading", { timeout: 15_000 });
  await expect
    .poll(
      async () => (await page.evaluate(() => window.bridge.request("destinations:list", undefined))).length,
    )
    .toBe(2);
  server.close();
});
