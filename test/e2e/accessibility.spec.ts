import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright/test";
import { dropPaths, expect, openView, test } from "./app.fixture";
import { fillProfile, walkScreens } from "./screens";

const themes = ["light", "dark", "high-contrast"] as const;

/** What axe finds, in a form that says where. */
async function violations(page: Page): Promise<readonly string[]> {
  // Motion ends first: half-faded words have no contrast.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  const { violations: found } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary ?? ""}`),
  );
}

for (const theme of themes) {
  test(`axe finds nothing on any screen in the theme ${theme}`, async ({ launch, folder, profile }) => {
    test.setTimeout(240_000);
    const app = await launch();
    await app.page.emulateMedia({ colorScheme: null });
    await fillProfile(app, folder, profile);
    await app.page.evaluate((chosen) => window.bridge.request("settings:save", { theme: chosen }), theme);
    const found: string[] = [];
    await walkScreens(app.page, async (screen) => {
      for (const violation of await violations(app.page)) found.push(`${screen.name}: ${violation}`);
    });
    expect(found).toEqual([]);
  });
}

test("high contrast in the dark is free of findings too", async ({ launch, folder, profile }) => {
  test.setTimeout(240_000);
  const app = await launch();
  await fillProfile(app, folder, profile);
  await app.page.emulateMedia({ colorScheme: "dark", contrast: "more" });
  await expect(app.page.locator("html")).toHaveAttribute("data-contrast", "more");
  const found: string[] = [];
  await walkScreens(app.page, async (screen) => {
    for (const violation of await violations(app.page)) found.push(`${screen.name}: ${violation}`);
  });
  expect(found).toEqual([]);
});

/** A place of the keyboard. */
interface Stop {
  /** Tells it from others of the same name. */
  readonly mark: string;
  readonly name: string;
  readonly isSeen: boolean;
}

/** What the keyboard stands on, and whether that can be seen. */
async function focused(page: Page): Promise<Stop> {
  return await page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body)
      return { mark: "", name: "", isSeen: true };
    // A switch, a choice and a checkbox draw their ring on a part of theirs; their input is hidden.
    const drawn = [
      element,
      ...element.querySelectorAll("*"),
      ...(element.closest("label")?.querySelectorAll("*") ?? []),
    ];
    const holder = element.closest("label, [role=group], [role=radio], .number__group");
    if (holder !== null) drawn.push(holder);
    const isSeen = drawn.some((part) => {
      const style = getComputedStyle(part);
      const hasRing = style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 1;
      return (hasRing || style.boxShadow.includes("inset")) && part.getClientRects().length > 0;
    });
    element.dataset["mark"] ??= crypto.randomUUID();
    const labelId = element.getAttribute("aria-labelledby")?.split(" ")[0] ?? "";
    const label = (document.getElementById(labelId) ?? element.closest("label"))?.textContent ?? "";
    const name =
      element.dataset["testid"] ??
      element.getAttribute("aria-label") ??
      (label || element.textContent || element.tagName);
    const mark = element.dataset["mark"];
    return { mark, name: `${element.tagName.toLowerCase()} ${name.trim().slice(0, 60)}`, isSeen };
  });
}

/** Presses Tab until the keyboard is where it began; answers everything it stood on. */
async function tabThrough(page: Page): Promise<readonly Stop[]> {
  const stops: Stop[] = [];
  for (let step = 0; step < 120; step += 1) {
    await page.keyboard.press("Tab");
    const stop = await focused(page);
    const first = stops[0];
    if (first !== undefined && stop.mark === first.mark && step > 1) break;
    stops.push(stop);
  }
  return stops;
}

/** Everything that can be operated and is in view. A group of choices is one stop, walked with the arrows. */
async function operable(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const scope = document.querySelector("[role=dialog], [role=alertdialog]") ?? document.body;
    const parts = scope.querySelectorAll<HTMLElement>("button, input, summary, [role=grid], [role=tab]");
    return [...parts]
      .filter((part) => {
        const isHidden = part.closest("[aria-hidden=true], [inert], [hidden]") !== null;
        const isOff = part.matches(":disabled, [data-disabled], [tabindex='-1']");
        const isInDetails = part.closest("details:not([open])") !== null && !part.matches("summary");
        // Rows of lists have keys of their own, and of a group the chosen one is the stop.
        const isInRow = part.closest("[role=row]") !== null;
        const isOther = part.matches("input[type=radio]:not(:checked), [role=tab]:not([aria-selected=true])");
        return !isHidden && !isOff && !isInDetails && !isInRow && !isOther && part.checkVisibility();
      })
      .map((part) => {
        const labelId = part.getAttribute("aria-labelledby")?.split(" ")[0] ?? "";
        const label = (document.getElementById(labelId) ?? part.closest("label"))?.textContent ?? "";
        const name =
          part.dataset["testid"] ??
          part.getAttribute("aria-label") ??
          (label || part.textContent || part.tagName);
        return `${part.tagName.toLowerCase()} ${name.trim().slice(0, 60)}`;
      });
  });
}

test("every action of every screen is reached with Tab, and the keyboard's place is always seen", async ({
  launch,
  folder,
  profile,
}) => {
  test.setTimeout(300_000);
  const app = await launch();
  const { page } = app;
  await fillProfile(app, folder, profile);
  const missed: string[] = [];
  const unseen: string[] = [];
  await walkScreens(
    page,
    async (screen) => {
      const wanted = await operable(page);
      const stops = await tabThrough(page);
      const reached = new Set(stops.map(({ name }) => name));
      for (const name of wanted) if (!reached.has(name)) missed.push(`${screen.name}: ${name}`);
      for (const { name, isSeen } of stops) if (!isSeen) unseen.push(`${screen.name}: ${name}`);
    },
    // A menu is one stop, walked with the arrows.
    ({ name }) => !name.includes("menu"),
  );
  expect(missed).toEqual([]);
  expect(unseen).toEqual([]);
});

test("what can be operated has a name for those who listen", async ({ launch, folder, profile }) => {
  const app = await launch();
  await fillProfile(app, folder, profile);
  const nameless: string[] = [];
  await walkScreens(app.page, async (screen) => {
    const snapshot = await app.page.locator("body").ariaSnapshot();
    for (const line of snapshot.split("\n")) {
      // `- button "Save"` has a name, `- button` has none.
      if (
        /^\s*- (button|textbox|radio|switch|checkbox|tab|menuitem|grid|link)(\s*\[[^\]]*\])*:?\s*$/.test(line)
      ) {
        nameless.push(`${screen.name}: ${line.trim()}`);
      }
    }
  });
  expect(nameless).toEqual([]);
});

test("what arrived and what failed is said aloud", async ({ launch, folder, profile }) => {
  const app = await launch();
  const { page } = app;
  const announcer = page.getByTestId("announcer");
  await expect(announcer).toHaveAttribute("aria-live", "polite");
  await writeFile(join(folder, "note.txt"), "note");
  await dropPaths(page, [join(folder, "note.txt")]);
  await expect(announcer).toContainText("note.txt was sent.");
  await page.getByTestId("detail-close").click();
  await fillProfileWithWrongKey(page, profile);
  await writeFile(join(folder, "letter.txt"), "letter");
  await dropPaths(page, [join(folder, "letter.txt")]);
  await expect(announcer).toContainText("letter.txt failed.");
  await page.evaluate(() => window.bridge.request("settings:save", { language: "zh-CN" }));
  await expect(announcer).toContainText("letter.txt 发送失败。");
});

async function fillProfileWithWrongKey(page: Page, profile: string): Promise<void> {
  const { practiceAccess } = await import("./practice-access");
  const { baseUrl } = await practiceAccess(profile);
  await page.evaluate(async (url) => {
    await window.bridge.request("destinations:save", {
      name: "Clinic",
      service: "surgery-connect",
      settings: { baseUrl: url, userId: "00000000-0000-4000-8000-000000000001" },
      secrets: { apiKey: "a wrong key" },
    });
  }, baseUrl);
  await openView(page, "queue");
  await page.getByTestId("send-to").click();
  await page.getByRole("option", { name: "Clinic" }).click();
}

test("nothing moves when reduced motion is asked for", async ({ launch, folder, profile }) => {
  const app = await launch();
  await fillProfile(app, folder, profile);
  await app.page.emulateMedia({ reducedMotion: "reduce" });
  // What began before the wish was heard comes to its end first.
  await app.page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  const moving: string[] = [];
  await walkScreens(app.page, async (screen) => {
    const found = await app.page.evaluate(() =>
      document
        .getAnimations()
        .filter(({ effect }) => Number(effect?.getComputedTiming().duration ?? 0) > 1)
        .map((animation) => (animation instanceof CSSAnimation ? animation.animationName : "transition")),
    );
    for (const name of found) moving.push(`${screen.name}: ${name}`);
  });
  expect(moving).toEqual([]);
});
