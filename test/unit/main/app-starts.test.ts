import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { hearStarts } from "../../../electron/main/app-starts";
import type { WindowWords } from "../../../electron/main/window-words";

function heard() {
  const events = new EventEmitter();
  const takeAll = hearStarts(events);
  const done: string[] = [];
  const takers = {
    desktop: {
      take: ({ paths, link, clipboard }: WindowWords) => {
        done.push([...paths, link ?? "", clipboard ? "clipboard" : ""].filter((word) => word !== "").join());
      },
    },
    show: () => void done.push("window"),
  };
  const again = (...words: string[]) =>
    events.emit("second-instance", {}, [], "", { words, workingDirectory: "/home/me" });
  return { events, done, again, takeAll: () => takeAll(takers) };
}

describe("what is asked from outside", () => {
  it("waits while Waybill is still opening, in its order, and is then done", () => {
    const { events, done, again, takeAll } = heard();
    const opening = { preventDefault: () => {} };
    events.emit("open-file", opening, "/home/me/first.png");
    again("second.png");
    events.emit("open-url", opening, "waybill://upload/1");
    again();
    expect(done).toEqual([]);
    takeAll();
    const first = ["/home/me/first.png", "window", "/home/me/second.png"];
    expect(done).toEqual([...first, "waybill://upload/1", "window", ""]);
  });

  it("is done at once later on; a quick upload opens no window", () => {
    const { done, again, takeAll } = heard();
    takeAll();
    again("--clipboard");
    expect(done).toEqual(["clipboard"]);
  });

  it("opens the window, and nothing else, when it can't be read", () => {
    const { events, done, takeAll } = heard();
    takeAll();
    events.emit("second-instance", {}, [], "", { words: "no list" });
    expect(done).toEqual(["window", ""]);
  });
});
