import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { dirname, join } from "node:path";
import { z } from "zod";
import { startSilentServer } from "../servers/silent-server";
import { expect, openView, readClipboard, rowOf, test } from "./app.fixture";
import { outcome, startCommand } from "./processes";

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
  const server = await startSilentServer("nothing");
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

test.describe("whoever is not the user's own Waybill", () => {
  const cardSchema = z.object({
    waybill: z.number(),
    pid: z.number(),
    socket: z.string(),
    token: z.string(),
  });
  const readCard = async (profile: string) =>
    cardSchema.parse(JSON.parse(await readFile(join(profile, "host.json"), "utf8")));

  /** What a client hears that begins with these words, until it is cut off. */
  async function heard(socket: string, words: string): Promise<string> {
    const client = createConnection(socket);
    let text = "";
    client.on("data", (chunk) => {
      text += String(chunk);
    });
    client.on("error", () => {});
    client.write(words);
    await once(client, "close");
    return text;
  }

  test("finds a socket for the user alone, and is cut off without the token", async ({ launch, profile }) => {
    test.skip(process.platform === "win32", "pipes of Windows have no mode");
    await launch();
    const { socket, token } = await readCard(profile);
    const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
    expect(await modeOf(socket)).toBe("600");
    expect(await modeOf(dirname(socket))).toBe("700");
    expect(await modeOf(profile)).toBe("700");
    expect(await modeOf(join(profile, "host.json"))).toBe("600");
    const call = `${JSON.stringify({ kind: "call", id: 1, method: "destinations" })}\n`;
    const greeting = (shown: string) => `${JSON.stringify({ waybill: 1, token: shown })}\n${call}`;
    expect(await heard(socket, call)).toBe("");
    expect(await heard(socket, greeting("0".repeat(token.length)))).toBe("");
  });

  test("is told plainly that another version is open", async ({ launch, profile, folder }) => {
    await launch();
    const card = await readCard(profile);
    await writeFile(join(profile, "host.json"), JSON.stringify({ computer: "", ...card, waybill: 999 }));
    const path = join(folder, "a.txt");
    await writeFile(path, "a");
    const told = await outcome(await startCommand(profile, ["upload", path, "--to", "Practice"]));
    expect(told.code).toBe(2);
    expect(told.complaints).toContain(
      `This profile is open in another version of Waybill (process ${card.pid}).`,
    );
  });
});
