import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ipcRequests } from "../../electron/shared/ipc";
import { startStrictRocketChatServer } from "../servers/strict-rocket-chat-server";
import { dropPaths, expect, openView, readClipboard, rowOf, test } from "./app.fixture";
import { copyFile, copyPicture } from "./clipboard";
import { photo } from "./photo";
import { clinicAt, holdFiles, nobody, practiceRoom, saveDestinations, sendTo, someUserId } from "./window";

const chat = {
  name: "Team chat",
  service: "rocket-chat",
  settings: { baseUrl: nobody, userId: someUserId },
  secrets: { token: "a token" },
};

test("what is dropped before main has answered is sent as soon as it is known where to", async ({
  launch,
  folder,
}) => {
  const { page } = await launch({ early: true });
  await writeFile(join(folder, "at once.txt"), "at once");
  await dropPaths(page, [join(folder, "at once.txt")]);
  await openView(page, "history");
  await expect(rowOf(page, "at once.txt")).toBeVisible();
});

test("nothing is said of the queue before main has told it, and what comes then finds its place kept", async ({
  launch,
}) => {
  const { electron, page } = await launch();
  const place = page.locator(".send-bar");
  const before = await place.boundingBox();
  await electron.evaluate(({ ipcMain }, names) => {
    for (const name of names) {
      ipcMain.removeHandler(name);
      ipcMain.handle(name, () => new Promise(() => {}));
    }
  }, Object.keys(ipcRequests));
  await page.reload();
  await page.getByTestId("view-queue").waitFor();
  expect(await place.boundingBox()).toEqual(before);
  await expect(place).toBeEmpty();
  await expect(page.getByTestId("queue-left")).toHaveCount(0);
  await expect(page.getByTestId("filter-all")).toHaveCount(0);
});

test("files held over the window show the destinations, the current one first, with what each will ask for", async ({
  launch,
  folder,
  profile,
}) => {
  const path = join(folder, "a.txt");
  await writeFile(path, "a");
  const { page } = await launch();
  await saveDestinations(page, [await practiceRoom(profile, "Design room"), chat]);
  await sendTo(page, "Design room");
  const held = await holdFiles(page, [path]);
  const tiles = page.getByTestId("drop-tile");
  await expect(tiles).toHaveCount(3);
  await expect(tiles.first()).toContainText("Design room");
  await expect(tiles.first()).toContainText("Ready");
  await expect(tiles.filter({ hasText: "Team chat" })).toContainText("Will ask for: Room");
  await expect(page.getByTestId("drop-overlay")).toContainText("Drop 1 item to send to Design room");
  await held.leave();
  await expect(page.getByTestId("drop-overlay")).toHaveCount(0);
});

test("a drop on a tile goes there, a drop elsewhere to the current destination", async ({
  launch,
  folder,
  profile,
}) => {
  const [first, second] = [join(folder, "to the tile.txt"), join(folder, "to the current.txt")];
  await writeFile(first, "one");
  await writeFile(second, "two");
  const { page } = await launch();
  await saveDestinations(page, [
    await practiceRoom(profile, "Design room"),
    await practiceRoom(profile, "Archive"),
  ]);
  await sendTo(page, "Design room");
  const held = await holdFiles(page, [first]);
  const box = await page.getByTestId("drop-tile").filter({ hasText: "Archive" }).boundingBox();
  if (box === null) throw new Error("The tile is not in view.");
  await held.over(box.x + box.width / 2, box.y + box.height / 2);
  await expect(page.getByTestId("drop-overlay")).toContainText("send to Archive");
  await held.drop(box.x + box.width / 2, box.y + box.height / 2);
  await expect(page.getByTestId("drop-overlay")).toHaveCount(0);
  await openView(page, "history");
  await expect(rowOf(page, "to the tile.txt")).toContainText("Archive");

  // Every room takes a drop.
  await openView(page, "queue");
  await sendTo(page, "Design room");
  await openView(page, "settings");
  await dropPaths(page, [second]);
  await openView(page, "history");
  await expect(rowOf(page, "to the current.txt")).toContainText("Design room");
});

test("a folder keeps its relative paths under one heading", async ({ launch, folder }) => {
  await mkdir(join(folder, "Harbour", "night", "cranes"), { recursive: true });
  await writeFile(join(folder, "Harbour", "plan.txt"), "p");
  await writeFile(join(folder, "Harbour", "night", "cranes", "crane.txt"), "c");
  const { page } = await launch();
  await saveDestinations(page, [clinicAt("Nobody there", nobody)]);
  await sendTo(page, "Nobody there");
  await page.evaluate(
    async () => await window.bridge.request("uploads:act", { ids: "queue", action: "pause" }),
  );
  await dropPaths(page, [join(folder, "Harbour")]);
  await expect(page.getByTestId("drop-heading")).toContainText("Harbour");
  await expect(page.getByTestId("drop-left")).toContainText("2 of 2 left");
  await page.getByTestId("pause-all").click();
  await expect(rowOf(page, "crane.txt")).toContainText("in night/cranes");
});

test("only what a destination needs and lacks is asked for, and remembered for the next start", async ({
  launch,
  folder,
}) => {
  const path = join(folder, "minutes.txt");
  await writeFile(path, "minutes");
  const first = await launch();
  await saveDestinations(first.page, [chat]);
  await sendTo(first.page, "Team chat");
  await dropPaths(first.page, [path]);
  const sheet = first.page.getByTestId("intake-sheet");
  await expect(sheet.getByRole("textbox")).toHaveCount(1);
  await sheet.getByTestId("intake-send").click();
  await expect(sheet.locator(".field__error")).toBeVisible();
  await sheet.getByTestId("field-room").fill("general");
  await sheet.getByTestId("intake-send").click();
  await expect(rowOf(first.page, "minutes.txt")).toBeVisible();
  await first.quit();

  const second = await launch();
  await expect(rowOf(second.page, "minutes.txt")).toBeVisible();
  await dropPaths(second.page, [path]);
  await expect(second.page.getByTestId("intake-sheet").getByTestId("field-room")).toHaveValue("general");
  await second.page.getByTestId("intake-cancel").click();
});

test("what is too large for a destination is said before anything is sent, and the rest goes", async ({
  launch,
  folder,
}) => {
  const [large, small] = [join(folder, "film.mov"), join(folder, "note.txt")];
  await writeFile(large, Buffer.alloc(2_000, 1));
  await writeFile(small, "short");
  const { page } = await launch();
  await saveDestinations(page, [
    {
      name: "Chat files",
      service: "easemob",
      settings: { baseUrl: nobody, org: "o", app: "a", maxSize: "1000" },
      secrets: { token: "a token" },
    },
  ]);
  await sendTo(page, "Chat files");
  await dropPaths(page, [large, small]);
  await expect(page.getByTestId("too-large")).toContainText("film");
  await expect(page.getByTestId("too-large")).toContainText("up to 1 kB");
  await expect(page.getByRole("row")).toHaveCount(0);
  await page.getByTestId("intake-send").click();
  await expect(rowOf(page, "note.txt")).toBeVisible();
  await expect(rowOf(page, "film.mov")).toHaveCount(0);

  await dropPaths(page, [large]);
  await expect(page.getByTestId("too-large")).toBeVisible();
  await expect(page.getByTestId("intake-send")).toHaveCount(0);
  await page.getByTestId("intake-cancel").click();
});

test("what a server refuses by type or size is said before sending, and never reaches it", async ({
  launch,
  folder,
}) => {
  const token = "a token";
  const server = await startStrictRocketChatServer({
    userId: someUserId,
    token,
    room: { id: "GENERAL", name: "general", kind: "channels" },
    version: "8.5",
    settings: { FileUpload_MediaTypeBlackList: "image/svg+xml", FileUpload_MaxFileSize: 3_000 },
  });
  const [logo, note, film] = ["logo.svg", "note.txt", "film.mov"].map((name) => join(folder, name));
  if (logo === undefined || note === undefined || film === undefined) throw new Error("There are three.");
  await writeFile(logo, "<svg xmlns='http://www.w3.org/2000/svg'/>");
  await writeFile(note, "short");
  await writeFile(film, Buffer.alloc(5_000, 1));
  const { page } = await launch();
  await saveDestinations(page, [
    {
      ...chat,
      settings: { baseUrl: server.baseUrl, userId: someUserId, room: "GENERAL" },
      secrets: { token },
    },
  ]);
  await sendTo(page, "Team chat");

  // The first time nobody knows yet what the server takes: it is asked before the file goes out.
  await dropPaths(page, [logo]);
  await expect(rowOf(page, "logo.svg")).toHaveAttribute("data-state", "failed");
  await expect(rowOf(page, "logo.svg")).toContainText("does not accept files of the type image/svg+xml");
  expect(server.calls).toEqual([]);
  await page.evaluate(() => window.bridge.request("uploads:act", { ids: "queue", action: "cancel" }));

  // From then on it is said before anything is added.
  await dropPaths(page, [logo, film, note]);
  await expect(page.getByTestId("wrong-type")).toContainText("logo");
  await expect(page.getByTestId("wrong-type")).toContainText("image/svg+xml");
  await expect(page.getByTestId("too-large")).toContainText("film");
  await page.getByTestId("intake-send").click();
  await openView(page, "history");
  await expect(rowOf(page, "note.txt")).toHaveAttribute("data-state", "completed");
  expect(server.messages).toHaveLength(1);
  await server.close();
});

test("a picture on the clipboard is pasted and arrives", async ({ launch }) => {
  const { page, electron } = await launch();
  await copyPicture(electron, photo(320, 200));
  await page.keyboard.press("ControlOrMeta+v");
  await openView(page, "history");
  await expect(rowOf(page, "Pasted")).toHaveAttribute("data-state", "completed");
  await expect(rowOf(page, ".png")).toContainText("Practice");
  await expect.poll(() => readClipboard(electron)).toMatch(/^http:\/\/127/);
});

test("files copied in a file manager are pasted as themselves", async ({ launch, folder }) => {
  const path = join(folder, "copied in the file manager.txt");
  await writeFile(path, "the file's own words");
  const { page, electron } = await launch();
  await copyFile(electron, pathToFileURL(path).href);
  await page.keyboard.press("ControlOrMeta+v");
  await openView(page, "history");
  await expect(rowOf(page, "copied in the file manager.txt")).toHaveAttribute("data-state", "completed");
});

test("a text is shown before it goes out as a file; a paste into a field stays there", async ({ launch }) => {
  const { page, electron } = await launch();
  await electron.evaluate(({ clipboard }) =>
    clipboard.writeText("Dear harbour master,\nthe crane is mended."),
  );
  await page.keyboard.press("ControlOrMeta+v");
  const sheet = page.getByTestId("intake-sheet");
  await expect(sheet.getByTestId("excerpt")).toHaveText("Dear harbour master,\nthe crane is mended.");
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await expect(page.getByRole("row")).toHaveCount(0);

  await page.getByTestId("view-destinations").click();
  await page.getByTestId("add-destination").click();
  await page.getByTestId("service-imkit").click();
  await page.getByTestId("field-name").focus();
  await page.keyboard.press("ControlOrMeta+v");
  await expect(page.getByTestId("field-name")).toHaveValue(/Dear harbour master/);
  await expect(sheet).toHaveCount(0);
  await page.keyboard.press("Escape");

  await page.getByTestId("view-queue").focus();
  await page.keyboard.press("ControlOrMeta+v");
  await sheet.getByTestId("intake-send").click();
  await openView(page, "history");
  await expect(rowOf(page, "Pasted")).toHaveAttribute("data-state", "completed");
});
