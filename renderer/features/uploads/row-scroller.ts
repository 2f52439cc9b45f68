import { browserClock } from "../../stores/clock";
import { loadedRows, type Pages, rowAt } from "../../stores/pages";
import { heightOf, layRows, type RowLayout, rowAtTop, topOf } from "./row-layout";
import { drawnRows, isRush, noRows, type RowRange } from "./row-range";
import { listTop, type ScrollScale, scaleOf, scrollTopFor } from "./scroll-scale";

/** What a list shows now. */
export interface ListContent {
  readonly layout: RowLayout;
  readonly pages: Pages;
  /** Another question (search, filter) begins at the top; the same one stays where it is. */
  readonly question: string;
}

/** The elements of a list: the one that scrolls, the tall one in it, and the one that holds the drawn rows. */
export interface ListElements {
  readonly grid: HTMLElement;
  readonly content: HTMLElement;
  readonly stage: HTMLElement;
}

/** A list that was not scrolled for so long rests, milliseconds. */
const restMs = 100;

/**
 * Knows which rows a scrolled list shows. What is true is the pixel of the list at the top of the view; the scroll bar
 * follows it. So a list keeps what it shows in place while rows above come, go and change their height, and a list of any
 * length reaches its end (see `scroll-scale`).
 */
export class RowScroller {
  readonly #onRange: (range: RowRange, isUrgent: boolean) => void;
  #elements: ListElements | null = null;
  #content: ListContent = { layout: layRows(1, 0, []), pages: new Map(), question: "" };
  #scale: ScrollScale = scaleOf(0, 0);
  #viewHeight = 0;
  /** The pixel of the list at the top of the view. */
  #topPx = 0;
  /** The position that this class gave the scroll bar; any other one is the user's. */
  #givenScrollTop = 0;
  #isGoingUp = false;
  #isRushing = false;
  #isFresh = true;
  #cancelRest = () => {};
  /** A row that is to be seen, even when rows above it turn out taller than thought. */
  #revealed: number | null = null;
  #range: RowRange = noRows;
  /** The origin of the rows as they are drawn now. */
  #drawnOriginPx = 0;

  /** A range is urgent when the rows are in view before the next picture: somebody scrolls. */
  constructor(onRange: (range: RowRange, isUrgent: boolean) => void) {
    this.#onRange = onRange;
  }

  /** Takes over the elements; the returned function lets go of them. */
  attach(elements: ListElements): () => void {
    this.#elements = elements;
    const { grid } = elements;
    const onScroll = (): void => this.#onScroll(grid.scrollTop);
    const onWheel = (event: WheelEvent): void => this.#onWheel(event);
    const watcher = new ResizeObserver(() => this.#measure());
    grid.addEventListener("scroll", onScroll, { passive: true });
    grid.addEventListener("wheel", onWheel, { passive: false });
    watcher.observe(grid);
    this.#begin();
    this.#measure();
    return () => {
      grid.removeEventListener("scroll", onScroll);
      grid.removeEventListener("wheel", onWheel);
      watcher.disconnect();
      this.#cancelRest();
      this.#elements = null;
    };
  }

  /** Shows other rows, or the same ones at other places. */
  take(content: ListContent): void {
    const before = this.#content;
    this.#content = content;
    const isOther = before.question !== content.question;
    if (isOther || before.layout.total === 0) this.#begin();
    const topPx = isOther ? 0 : keptTop(before, content, this.#topPx);
    this.#fit();
    // Rows glide where others went from among them; what stands still on the screen must not seem to move.
    this.#glide(!isOther && topPx === this.#topPx && before.layout.rowHeight === content.layout.rowHeight);
    this.#moveTo(topPx);
    if (isOther) this.#revealed = null;
    if (this.#revealed !== null) this.reveal(this.#revealed);
  }

  /** The rows of a range were drawn. */
  drawn(range: RowRange): void {
    this.#drawnOriginPx = range.originPx;
    this.#place();
  }

  /** Scrolls as little as possible until a row is seen whole. */
  reveal(index: number): void {
    const { layout } = this.#content;
    const rowTop = topOf(layout, index);
    const rowBottom = topOf(layout, index + 1);
    this.#revealed = index;
    if (rowTop < this.#topPx) this.#moveTo(rowTop);
    else if (rowBottom > this.#topPx + this.#viewHeight) this.#moveTo(rowBottom - this.#viewHeight);
  }

  #onScroll(scrollTop: number): void {
    if (scrollTop === this.#givenScrollTop) return;
    this.#revealed = null;
    this.#glide(false);
    this.#givenScrollTop = scrollTop;
    this.#settle(listTop(this.#scale, scrollTop), true);
  }

  /** Where the scroll bar is squeezed, a turn of the wheel still moves as many rows as anywhere else. */
  #onWheel(event: WheelEvent): void {
    if (this.#scale.ratio === 1 || event.ctrlKey || event.deltaY === 0) return;
    event.preventDefault();
    this.#revealed = null;
    const unit =
      event.deltaMode === 1 ? this.#content.layout.rowHeight : event.deltaMode === 2 ? this.#viewHeight : 1;
    this.#moveTo(this.#topPx + event.deltaY * unit, true);
  }

  #measure(): void {
    this.#viewHeight = this.#elements?.grid.clientHeight ?? 0;
    this.#fit();
    this.#moveTo(this.#topPx);
    if (this.#revealed !== null) this.reveal(this.#revealed);
  }

  #glide(isGliding: boolean): void {
    if (this.#elements !== null) this.#elements.stage.dataset["gliding"] = String(isGliding);
  }

  #fit(): void {
    this.#scale = scaleOf(heightOf(this.#content.layout), this.#viewHeight);
    if (this.#elements !== null) this.#elements.content.style.height = `${this.#scale.elementHeight}px`;
  }

  #moveTo(topPx: number, isUrgent = false): void {
    const wanted = Math.min(this.#scale.lastTop, Math.max(0, topPx));
    const { grid } = this.#elements ?? {};
    if (grid !== undefined) {
      const scrollTop = Math.round(scrollTopFor(this.#scale, wanted));
      // Asking for the position as well has everything laid out at once, so it is asked for after a change alone.
      if (scrollTop !== this.#givenScrollTop || wanted !== this.#topPx) {
        grid.scrollTop = scrollTop;
        this.#givenScrollTop = grid.scrollTop;
      }
    }
    this.#settle(wanted, isUrgent);
  }

  #settle(topPx: number, isUrgent: boolean): void {
    if (topPx !== this.#topPx) this.#isGoingUp = topPx < this.#topPx;
    if (isUrgent) this.#noticeRush(Math.abs(topPx - this.#topPx));
    this.#topPx = topPx;
    this.#place();
    this.#choose(isUrgent);
  }

  #noticeRush(movedPx: number): void {
    this.#isRushing = isRush(movedPx, this.#viewHeight);
    this.#isFresh = false;
    if (this.#isRushing) this.#restSoon();
    else this.#cancelRest();
  }

  /** Other rows than before are to be seen. */
  #begin(): void {
    this.#isFresh = true;
    this.#restSoon();
  }

  #restSoon(): void {
    this.#cancelRest();
    this.#cancelRest = browserClock.after(restMs, () => {
      this.#isRushing = false;
      this.#isFresh = false;
      this.#choose(false);
    });
  }

  /** Puts the drawn rows where the scroll bar stands. */
  #place(): void {
    if (this.#elements === null) return;
    const offsetPx = this.#givenScrollTop + this.#drawnOriginPx - this.#topPx;
    this.#elements.stage.style.transform = `translateY(${offsetPx}px)`;
  }

  #choose(isUrgent: boolean): void {
    const { layout } = this.#content;
    const view = { topPx: this.#topPx, heightPx: this.#viewHeight };
    const motion = { isGoingUp: this.#isGoingUp, isRushing: this.#isRushing, isFresh: this.#isFresh };
    const next = drawnRows(layout, view, motion);
    const { first, last, originPx, isRushing } = this.#range;
    const isSame = next.first === first && next.last === last && next.originPx === originPx;
    if (isSame && next.isRushing === isRushing) return;
    this.#range = next;
    this.#onRange(next, isUrgent);
  }
}

/** The top that keeps the row at the top of the view where it is, after rows above it changed. */
function keptTop(before: ListContent, after: ListContent, topPx: number): number {
  // At the top new rows and changes are to be seen.
  if (topPx === 0) return 0;
  const index = rowAtTop(before.layout, topPx);
  const intoRowPx = topPx - topOf(before.layout, index);
  const id = rowAt(before.pages, index)?.id;
  const moved = id === undefined || rowAt(after.pages, index)?.id === id ? index : placeOf(after.pages, id);
  return topOf(after.layout, Math.min(moved ?? index, after.layout.total)) + intoRowPx;
}

function placeOf(pages: Pages, id: string): number | null {
  for (const [index, row] of loadedRows(pages)) if (row.id === id) return index;
  return null;
}
