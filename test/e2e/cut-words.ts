import type { Page } from "playwright/test";

/**
 * Names every text and control of what is shown that can't be seen whole. Words may be shortened to dots where all of them show
 * under the pointer; with `ownWordsWhole` only those of others may: names of files and places, and sentences about errors.
 */
export async function cutWords(page: Page, { ownWordsWhole = false } = {}): Promise<readonly string[]> {
  // Motion ends first: what is on its way is not in its place.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  return await page.evaluate((ownWordsWhole) => {
    const foreign = "bdi, .file-name, .error-words, .facts__item";
    type Box = { left: number; top: number; right: number; bottom: number };
    /** Rounding, and letters that reach over their own box, CSS pixels. */
    const slack = 1.5;
    const found = new Set<string>();
    const layer = [
      ...document.querySelectorAll<HTMLElement>("[role=dialog], [role=alertdialog], [role=menu]"),
    ]
      .filter((element) => element.checkVisibility())
      .at(-1);
    const scope = layer ?? document.body;

    const isHidden = (element: Element): boolean =>
      !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ||
      element.closest(".visually-hidden, [inert]") !== null ||
      getComputedStyle(element).clipPath === "inset(50%)";

    const whereOf = (element: Element): string => {
      const names: string[] = [];
      for (let at: Element | null = element; at !== null && names.length < 3; at = at.parentElement)
        names.unshift(at.classList[0] === undefined ? at.tagName.toLowerCase() : `.${at.classList[0]}`);
      return names.join(" ");
    };

    /** Whether somebody meant words to end in dots: the whole of them shows under the pointer. */
    const isShortened = (at: Element, start: Element): boolean => {
      const { textOverflow, webkitLineClamp } = getComputedStyle(at);
      if (textOverflow !== "ellipsis" && webkitLineClamp === "none") return false;
      if (ownWordsWhole && start.closest(foreign) === null) return false;
      return at.closest("[title]") !== null || start.closest("[title]") !== null;
    };

    /** What of a box can be seen, or scrolled to; what cuts it off is noted. */
    const look = (start: Element, box: Box, words: string): Box | null => {
      const seen = { ...box };
      const isEmpty = (): boolean => seen.right - seen.left <= slack || seen.bottom - seen.top <= slack;
      for (let at: Element | null = start; at !== null && at !== document.body; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (style.clipPath === "inset(50%)") return null;
        const rect = at.getBoundingClientRect();
        const [left, top] = [rect.left + at.clientLeft, rect.top + at.clientTop];
        // What paints nothing outside of itself cuts off as well.
        const isTight = /strict|content|paint/.test(style.contain);
        const overflowOf = (overflow: string): string =>
          isTight && overflow === "visible" ? "clip" : overflow;
        const sides = [
          ["left", "right", left, left + at.clientWidth, overflowOf(style.overflowX)],
          ["top", "bottom", top, top + at.clientHeight, overflowOf(style.overflowY)],
        ] as const;
        if (style.display !== "inline")
          for (const [near, far, from, to, overflow] of sides) {
            if (overflow === "visible") continue;
            const isCut = seen[near] < from - slack || seen[far] > to + slack;
            if (isCut && !["auto", "scroll"].includes(overflow) && !isShortened(at, start))
              found.add(`cut by ${whereOf(at)}: ${words}`);
            seen[near] = Math.max(seen[near], from);
            seen[far] = Math.min(seen[far], to);
          }
        if (isEmpty()) return null;
        if (style.position === "fixed") break;
      }
      const isOut =
        seen.left < -slack ||
        seen.right > innerWidth + slack ||
        seen.top < -slack ||
        seen.bottom > innerHeight + slack;
      if (isOut) found.add(`outside of the window: ${words}`);
      return seen;
    };

    const texts: {
      readonly node: Node;
      readonly element: Element;
      readonly box: Box;
      readonly words: string;
    }[] = [];
    const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? "";
      const element = node.parentElement;
      if (text === "" || element === null || isHidden(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const words = `“${text.slice(0, 60)}” in ${whereOf(element)}`;
      for (const { left, top, right, bottom, width } of range.getClientRects()) {
        if (width < 1) continue;
        const seen = look(element, { left, top, right, bottom }, words);
        if (seen !== null) texts.push({ node, element, box: seen, words });
      }
    }
    for (const control of scope.querySelectorAll("button, input, [role=tab], [role=menuitem]")) {
      if (isHidden(control)) continue;
      const { left, top, right, bottom, width } = control.getBoundingClientRect();
      const name = control.getAttribute("aria-label") ?? control.textContent ?? "";
      if (width > 2) look(control, { left, top, right, bottom }, `${control.tagName} “${name.slice(0, 40)}”`);
    }

    /** Lines touch by their empty parts; letters of 12 pixels or more do not. */
    const overlapPx = 4;
    texts.sort((one, other) => one.box.top - other.box.top);
    for (const [place, one] of texts.entries()) {
      for (const other of texts.slice(place + 1)) {
        if (other.box.top >= one.box.bottom - overlapPx) break;
        if (
          one.node === other.node ||
          one.element.contains(other.element) ||
          other.element.contains(one.element)
        )
          continue;
        const x = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const y = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        // What stands in another layer (a bar over a list) covers it on purpose: its place shows whose it is.
        const isSeen = ({ box, element }: (typeof texts)[number]): boolean => {
          const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
          return top !== null && (element.contains(top) || top.contains(element));
        };
        if (x > overlapPx && y > overlapPx && isSeen(one) && isSeen(other))
          found.add(`one over the other: ${one.words} and ${other.words}`);
      }
    }
    return [...found];
  }, ownWordsWhole);
}

/** Texts without the brackets of the pseudo-locale: nobody translated them. `known` are names, and words of servers and users. */
export async function untranslated(page: Page, known: RegExp): Promise<readonly string[]> {
  const texts = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Set<string>();
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      if (
        element?.checkVisibility() === true &&
        element.closest("style, script, code, kbd, bdi, pre, [translate=no]") === null
      )
        found.add(node.textContent?.trim() ?? "");
    }
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
      if (element.closest("bdi") !== null) continue;
      for (const name of ["aria-label", "title"]) found.add(element.getAttribute(name)?.trim() ?? "");
    }
    return [...found];
  });
  return texts.filter(
    (text) => /[a-z]{3}/i.test(text) && !text.includes("[") && !text.includes("]") && !known.test(text),
  );
}
