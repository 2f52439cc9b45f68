import { describe, expect, it } from "vitest";
import { noCounts } from "../../../../electron/shared/ipc";
import { defaultAppSettings } from "../../../../electron/shared/settings";
import type { UploadView } from "../../../../electron/shared/upload";
import { uploadError } from "../../../../electron/shared/upload-error";
import { createStores } from "../../../../renderer/stores/stores";
import { startSync } from "../../../../renderer/stores/sync";
import {
  destination,
  FakeBridge,
  HandClock,
  pagesOutOf,
  roomField,
  row,
  service,
  settle,
} from "../fake-page";

function page(
  rows: () => readonly UploadView[] = () => [row("a")],
  upload: readonly (typeof roomField)[] = [],
) {
  const clock = new HandClock();
  const acts: unknown[] = [];
  const bridge = new FakeBridge({
    "app:info": () => ({
      version: "0.1.0",
      electron: "45",
      runtime: "official",
      platform: "linux",
      keyringAvailable: true,
      locale: "en",
    }),
    "settings:get": () => defaultAppSettings,
    "records:trouble": () => null,
    "services:list": () => [service([], upload)],
    "destinations:list": () => [destination()],
    "destinations:sign-ins": () => [
      { destinationId: "d1", tokenExpiresAt: null, refused: null, held: null, limits: null },
    ],
    "uploads:page": pagesOutOf(rows),
    "uploads:act": (args) => {
      acts.push(args);
    },
    "uploads:copy-links": ({ ids }) => ({ copied: ids.filter((id) => id !== "without").length }),
    "uploads:choose": () => null,
  });
  const stores = createStores(bridge, clock);
  return { clock, bridge, stores, acts, start: () => startSync(bridge, stores) };
}

describe("sync", () => {
  it("subscribes to everything before it asks for anything", async () => {
    const { bridge, clock, start } = page();
    start();
    await clock.turn(0);
    const firstRequest = bridge.order.findIndex((entry) => entry.startsWith("request"));
    const lastSubscription = bridge.order.findLastIndex((entry) => entry.startsWith("on"));
    expect(lastSubscription).toBeLessThan(firstRequest);
    expect(bridge.order.filter((entry) => entry.startsWith("on"))).toHaveLength(7);
  });

  it("loads program, services, destinations and both lists", async () => {
    const { clock, stores, start } = page();
    start();
    await clock.turn(0);
    const { info, services, destinations } = stores.overview.getState();
    expect([info?.version, services.length, destinations.length]).toEqual(["0.1.0", 1, 1]);
    expect(stores.queue.getState().total).toBe(1);
    expect(stores.history.getState().total).toBe(1);
  });

  it("knows what keeps the records from being written, at the start and later", async () => {
    const { bridge, clock, stores, start } = page();
    start();
    await clock.turn(0);
    await settle();
    expect(stores.overview.getState().recordsTrouble).toBeNull();
    bridge.emit("records:changed", uploadError("storage-full"));
    expect(stores.overview.getState().recordsTrouble?.code).toBe("storage-full");
    bridge.emit("records:changed", null);
    expect(stores.overview.getState().recordsTrouble).toBeNull();
  });

  it("asks again for the list in view only, and for the other when it comes into view", async () => {
    const { bridge, clock, stores, start } = page();
    start();
    await clock.turn(0);
    const before = bridge.count("uploads:page");
    bridge.emit("uploads:changed", { ids: null, counts: { ...noCounts, queued: 5 } });
    await clock.turn(1_000);
    expect(stores.overview.getState().counts.queued).toBe(0);
    expect(bridge.count("uploads:page")).toBe(before + 1);
    stores.view.setState({ view: "history" });
    await clock.turn(1_000);
    expect(bridge.asked.at(-1)?.args).toMatchObject({ list: "history" });
    stores.view.setState({ view: "destinations" });
    bridge.emit("uploads:changed", { ids: null, counts: { ...noCounts, queued: 7 } });
    await clock.turn(1_000);
    expect(bridge.count("uploads:page")).toBe(before + 2);
    expect(stores.overview.getState().counts.queued).toBe(7);
  });

  it("hears nothing any more after it was ended", async () => {
    const { bridge, clock, stores, start } = page();
    const end = start();
    await clock.turn(0);
    end();
    bridge.emit("uploads:changed", { ids: null, counts: { ...noCounts, queued: 5 } });
    bridge.emit("uploads:progress", [{ id: "a", bytesSent: 1 }]);
    expect(stores.overview.getState().counts.queued).toBe(0);
    expect(stores.progress.getState().live.size).toBe(0);
  });
});

describe("commands", () => {
  it("leave it to the engine which uploads of the whole queue an action suits", async () => {
    const { stores, acts } = page();
    await stores.commands.actOnQueue("resume");
    expect(acts).toEqual([{ ids: "queue", action: "resume" }]);
  });

  it("say what was copied, and that nothing could be", async () => {
    const { stores } = page();
    await stores.commands.copyLinks(["a", "b"]);
    expect(stores.notices.getState().notice).toMatchObject({ tone: "good", values: { count: 2 } });
    await stores.commands.copyLinks(["without"]);
    expect(stores.notices.getState().notice).toMatchObject({ tone: "trouble" });
  });

  it("show the sentence of a refused request", async () => {
    const { stores } = page();
    await stores.commands.reveal("a");
    expect(stores.notices.getState().notice?.values).toEqual({ message: "Nobody answers uploads:reveal." });
  });
});

describe("intake", () => {
  const files = [new File(["x"], "x.txt")];

  it("sends at once when nothing is lacking", async () => {
    const { bridge, stores } = page();
    await stores.intake.begin({ kind: "files", files }, destination());
    expect(bridge.added).toEqual([{ files: 1, destinationId: "d1", options: {} }]);
    expect(stores.notices.getState().notice?.key).toBe("notice.added");
  });

  it("asks for the required fields without a default, and suggests the last answer", async () => {
    const { bridge, clock, stores, start } = page(() => [], [roomField]);
    start();
    await clock.turn(0);
    await stores.intake.begin({ kind: "files", files }, destination());
    expect(bridge.added).toEqual([]);
    expect(stores.intake.getState().pending?.fields.map(({ key }) => key)).toEqual(["room"]);
    await stores.intake.confirm({ room: "GENERAL" });
    expect(bridge.added).toEqual([{ files: 1, destinationId: "d1", options: { room: "GENERAL" } }]);
    await stores.intake.begin({ kind: "choose", folders: true }, destination());
    expect(stores.intake.getState().pending?.suggestions).toEqual({ room: "GENERAL" });
    await stores.intake.begin({ kind: "files", files }, destination({ settings: { room: "X" } }));
    expect(bridge.added).toHaveLength(2);
  });

  it("sends nothing after it was called off or nothing was chosen", async () => {
    const { bridge, clock, stores, start } = page(() => [], [roomField]);
    start();
    await clock.turn(0);
    await stores.intake.begin({ kind: "files", files }, destination());
    stores.intake.cancel();
    await stores.intake.confirm({ room: "X" });
    await settle();
    expect(bridge.added).toEqual([]);
    await stores.intake.begin({ kind: "choose", folders: false }, destination({ settings: { room: "X" } }));
    expect(bridge.count("uploads:choose")).toBe(1);
    expect(stores.notices.getState().notice).toBeNull();
  });
});
