import { describe, expect, test, vi } from "vitest";
import { type TrayActions, type TrayFacts, trayMenu } from "../../../../electron/main/tray/tray-menu";
import { trayState } from "../../../../electron/main/tray/tray-state";
import { noCounts } from "../../../../electron/shared/ipc";

const facts: TrayFacts = {
  destinations: [
    { id: "d1", name: "Practice" },
    { id: "d2", name: "R&D \u202eroom" },
  ],
  currentDestinationId: "d2",
  movingCount: 2,
  pausedCount: 0,
  failedCount: 0,
  hasDropTarget: false,
  recent: [{ id: "u1", name: "a.png" }],
};

function actions(): TrayActions {
  return {
    quickUpload: vi.fn(),
    uploadClipboard: vi.fn(),
    chooseDestination: vi.fn(),
    pauseAll: vi.fn(),
    resumeAll: vi.fn(),
    retryFailed: vi.fn(),
    copyLink: vi.fn(),
    toggleDropTarget: vi.fn(),
    openWindow: vi.fn(),
    quit: vi.fn(),
  };
}

const word = (key: string, values?: Readonly<Record<string, number>>) =>
  values === undefined ? key : `${key} ${values["count"]}`;
const menu = (differences: Partial<TrayFacts> = {}, acts = actions()) =>
  trayMenu({ ...facts, ...differences }, word, acts);
const labels = (items: ReturnType<typeof menu>) => items.map((item) => item.label ?? item.type);
const submenu = (items: ReturnType<typeof menu>, label: string) => {
  const found = items.find((item) => item.label === label)?.submenu;
  if (!Array.isArray(found)) throw new Error(`${label} has no submenu.`);
  return found;
};

describe("the menu of the tray", () => {
  test("holds everything that can be done without the window", () => {
    expect(labels(menu())).toEqual([
      "quickUpload",
      "uploadClipboard",
      "sendTo",
      "separator",
      "pauseAll",
      "copyLink",
      "separator",
      "dropTarget",
      "open",
      "quit",
    ]);
  });

  test("marks the current destination, and no name can play tricks on it", () => {
    const items = submenu(menu(), "sendTo");
    expect(items.map(({ label, checked }) => [label, checked])).toEqual([
      ["Practice", false],
      ["R&&D room", true],
    ]);
  });

  test("offers to resume when nothing moves, and to try again when something failed", () => {
    expect(labels(menu({ movingCount: 0, pausedCount: 3 }))).toContain("resumeAll");
    expect(labels(menu({ failedCount: 4 }))).toContain("retryFailed 4");
    expect(menu({ movingCount: 0 }).find(({ label }) => label === "pauseAll")?.enabled).toBe(false);
  });

  test("says that there are no links yet", () => {
    expect(submenu(menu({ recent: [] }), "copyLink")).toEqual([{ label: "noLinks", enabled: false }]);
  });

  test("cuts a long name", () => {
    const [item] = submenu(menu({ recent: [{ id: "u1", name: "x".repeat(200) }] }), "copyLink");
    expect(item?.label).toHaveLength(48);
  });
});

describe("the icon of the tray", () => {
  test("shows work, and a trouble that was not seen above it", () => {
    expect(trayState(noCounts, 0)).toBe("idle");
    expect(trayState({ ...noCounts, uploading: 1 }, 0)).toBe("progress");
    expect(trayState({ ...noCounts, uploading: 1, failed: 1 }, 0)).toBe("attention");
    expect(trayState({ ...noCounts, failed: 1 }, 1)).toBe("idle");
    expect(trayState({ ...noCounts, failed: 1, unconfirmed: 1 }, 1)).toBe("attention");
  });
});
