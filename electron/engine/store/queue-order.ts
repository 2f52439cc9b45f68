import type { NewPlace } from "../../shared/queue-control";
import type { Database } from "./sql";

/** Places closer than this are spread before anything goes between them: doubles tell 2^31 rows apart down to 2^-22. */
const closest = 2 ** -20;
/** What a spread leaves between two places at least, so that the next one is far away. */
const comfortable = 2 ** -10;
/** A spread begins with this many rows and doubles until there is room. */
const firstWindow = 64;

/** A gap in the queue's order; null where it is open. */
interface Gap {
  readonly lower: number | null;
  readonly upper: number | null;
}

/**
 * Moves uploads of the queue to another place, in the order given; answers how many. Every place is a number, so that
 * only the moved rows are written; where numbers run out, the rows behind are spread, as few as need be.
 * What is not in the queue is passed over, and so is the row that the others are put beside.
 */
export function moveInQueue(database: Database, ids: readonly string[], to: NewPlace): number {
  return database.transaction(() => {
    const anchor = "anchorId" in to ? placeOf(database, to.anchorId) : null;
    if ("anchorId" in to && anchor === null) return 0;
    const moved = "anchorId" in to ? ids.filter((id) => id !== to.anchorId) : ids;
    const gap = gapAt(database, to, anchor);
    const count = moved.length;
    const { lower, upper } = gap;
    if (lower === null && upper === null) return write(database, moved, 0, 1);
    if (upper === null) return write(database, moved, Math.ceil(lower ?? 0), 1);
    if (lower === null) return write(database, moved, Math.floor(upper) - count - 1, 1);
    const step = (upper - lower) / (count + 1);
    if (step >= closest) return write(database, moved, lower, step);
    return write(database, moved, lower, spread(database, lower, count));
  });
}

function gapAt(database: Database, to: NewPlace, anchor: number | null): Gap {
  const inQueue = "FROM uploads WHERE settled IS NULL";
  if (to.kind === "top")
    return { lower: null, upper: first(database, `SELECT min(place) AS place ${inQueue}`) };
  if (to.kind === "bottom")
    return { lower: first(database, `SELECT max(place) AS place ${inQueue}`), upper: null };
  const at = anchor ?? 0;
  return to.kind === "before"
    ? { lower: first(database, `SELECT max(place) AS place ${inQueue} AND place < ?`, at), upper: at }
    : { lower: at, upper: first(database, `SELECT min(place) AS place ${inQueue} AND place > ?`, at) };
}

function placeOf(database: Database, id: string): number | null {
  return first(database, "SELECT place FROM uploads WHERE id = ? AND settled IS NULL", id);
}

function first(database: Database, sql: string, ...values: readonly (string | number)[]): number | null {
  const place = database.get(sql, ...values)?.["place"];
  return typeof place === "number" ? place : null;
}

/** Puts rows behind `after`, each `step` from the one before. */
function write(database: Database, ids: readonly string[], after: number, step: number): number {
  return database.run(
    `UPDATE uploads SET rank = ? + ? * (wanted.key + 1)
     FROM json_each(?) AS wanted WHERE uploads.id = wanted.value AND uploads.settled IS NULL`,
    after,
    step,
    JSON.stringify(ids),
  );
}

/** Makes room for `count` rows behind `lower` by spreading the rows that follow; answers the step between places. */
function spread(database: Database, lower: number, count: number): number {
  const behind = "FROM uploads WHERE settled IS NULL AND place > ? ORDER BY place, position";
  for (let window = firstWindow; ; window *= 2) {
    const upper = first(database, `SELECT place ${behind} LIMIT 1 OFFSET ?`, lower, window);
    const step = upper === null ? 1 : (upper - lower) / (window + count + 1);
    if (step < comfortable) continue;
    database.run(
      `UPDATE uploads SET rank = ? + ? * (? + behind.number) FROM (
         SELECT position AS at, row_number() OVER (ORDER BY place, position) AS number FROM (
           SELECT position, place ${behind} LIMIT ?)) AS behind
       WHERE position = behind.at`,
      lower,
      step,
      count,
      lower,
      window,
    );
    return step;
  }
}
