import { type HistoryFilter, wholeHistory } from "../../shared/history-filter";
import type { HistoryIds, HistoryIdsQuery, UploadQuery } from "../engine-api";
import { filterTerms, isFilterTerm, typeLetter } from "./history-schema";
import { searchWords } from "./search";
import { type Database, numberOf, type SqlRow, type SqlValue, textOf } from "./sql";

/** A search counts no further: who finds more narrows it down, and counting half a million takes a quarter of a second. */
export const countedMatches = 5_000;

/** A word of one or two characters is looked for as so many trigrams at most; one with more is in nearly every row. */
const trigramsPerWord = 400;

/** Words that are in nearly every row are looked for in this many of the newest matches of the rest; a walk looks on. */
const scannedRows = 20_000;

/** Sorts behind every character that can follow in a term of the index. */
const behindTerm = "\u0001";

/** A part of the history, as SQL that answers `settled` of its rows, newest first. */
interface Part {
  readonly sql: string;
  readonly values: readonly SqlValue[];
  /** Whether words or filters that only the full-text index knows narrow it. */
  readonly isMatched: boolean;
  readonly hasWords: boolean;
  readonly hasRange: boolean;
}

/** A page of the history: row ids with their place in time, and how many rows there are. */
export interface HistoryPage {
  readonly rows: readonly SqlRow[];
  readonly total: number;
  /** Whether there are more than `total`. */
  readonly isMinimum: boolean;
  /** Where the next older page begins (`UploadQuery.before`); null when this is the last one. */
  readonly next: number | null;
}

/** Quotes a text for FTS5. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Finds the rows of the history: by words, by filters, by date, in any mixture. */
export class HistoryPages {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The rows of a page, as `position` and `settled`. */
  page(query: UploadQuery): HistoryPage {
    const filter = query.history ?? wholeHistory;
    const part = this.#part(query.search, filter, query.before ?? null);
    if (part === null) return { rows: [], total: 0, isMinimum: false, next: null };
    const rows = this.#database.all(
      `SELECT position, settled FROM (${part.sql} LIMIT ? OFFSET ?) CROSS JOIN uploads USING (settled)
       ORDER BY settled DESC`,
      ...part.values,
      query.limit,
      query.offset,
    );
    const last = rows.at(-1);
    const next = last === undefined || rows.length < query.limit ? null : numberOf(last, "settled");
    return { rows, next, ...this.#total(query, filter, part, rows.length) };
  }

  /** Some ids, newest first: what "all of it" means, without the rows. */
  ids(query: HistoryIdsQuery): HistoryIds {
    const part = this.#part(query.search, query.history ?? wholeHistory, query.before);
    if (part === null) return { ids: [], next: null };
    const rows = this.#database.all(
      `SELECT id, settled FROM (${part.sql} LIMIT ?) CROSS JOIN uploads USING (settled) ORDER BY settled DESC`,
      ...part.values,
      query.limit,
    );
    const last = rows.at(-1);
    const next = last === undefined || rows.length < query.limit ? null : numberOf(last, "settled");
    return { ids: rows.map((row) => textOf(row, "id")), next };
  }

  #part(search: string, filter: HistoryFilter, before: number | null): Part | null {
    const words = searchWords(search);
    const common: string[] = [];
    const terms: string[] = words.indexed === null ? [] : [words.indexed];
    for (const word of words.short) {
      const trigrams = this.#trigramsOf(word);
      if (trigrams === null) common.push(word);
      else if (trigrams.length === 0) return null;
      else terms.push(`(${trigrams.map(quoted).join(" OR ")})`);
    }
    const destination = this.#destinationNumber(filter.destinationId);
    if (filter.destinationId !== null && destination === null) return null;
    terms.push(...filterTerms(filter, destination).map(quoted));
    const range = this.#rangeOf(filter, before);
    if (range !== null && range.first > range.last) return null;
    const scanned = before === null ? ` LIMIT ${scannedRows}` : "";
    return partOf(terms, { words: common, scanned }, range, words.all.length > 0);
  }

  /** The trigrams that begin with a short word; null when there are too many of them to look for each. */
  #trigramsOf(word: string): readonly string[] | null {
    const found: string[] = [];
    for (let from = word; found.length <= trigramsPerWord; ) {
      const row = this.#database.get("SELECT term FROM history_terms WHERE term >= ? LIMIT 1", from);
      const term = row === undefined ? "" : textOf(row, "term");
      if (!term.startsWith(word)) return found;
      if (!isFilterTerm(term)) found.push(term);
      from = term + behindTerm;
    }
    return null;
  }

  #destinationNumber(destinationId: string | null): number | null {
    if (destinationId === null) return null;
    const row = this.#database.get(
      "SELECT number FROM history_destinations WHERE destination_id = ?",
      destinationId,
    );
    return row === undefined ? null : numberOf(row, "number");
  }

  #rangeOf(filter: HistoryFilter, before: number | null): { first: number; last: number } | null {
    if (filter.from === null && filter.to === null && before === null) return null;
    const first = filter.from === null ? 0 : this.#firstSince(filter.from);
    const end = filter.to === null ? Number.MAX_SAFE_INTEGER : this.#firstSince(filter.to);
    return { first, last: Math.min(end, before ?? Number.MAX_SAFE_INTEGER) - 1 };
  }

  /**
   * The number of the first row that ended at a moment or later, found by halving: about 20 looks into an index.
   * Where the clock was set back, days follow the order of the list.
   */
  #firstSince(iso: string): number {
    const moment = new Date(iso).toISOString();
    let low = this.#database.number("SELECT min(settled) FROM uploads WHERE settled IS NOT NULL");
    let high = this.#database.number("SELECT max(settled) FROM uploads WHERE settled IS NOT NULL") + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = this.#database.get(
        `SELECT settled, completed_at FROM uploads WHERE settled >= ? AND settled IS NOT NULL
         ORDER BY settled LIMIT 1`,
        middle,
      );
      if (row === undefined || textOf(row, "completed_at") >= moment) high = middle;
      else low = numberOf(row, "settled") + 1;
    }
    return low;
  }

  #total(
    query: UploadQuery,
    filter: HistoryFilter,
    part: Part,
    found: number,
  ): Pick<HistoryPage, "total" | "isMinimum"> {
    if (query.before !== undefined) return { total: 0, isMinimum: true };
    if (!part.hasWords && !part.hasRange) return { total: this.#counted(filter), isMinimum: false };
    const end = query.offset + found;
    if (found < query.limit && (found > 0 || query.offset === 0)) return { total: end, isMinimum: false };
    // Without words it is a plain walk along the index, which is quick; so its length is told exactly.
    const limit = part.hasWords ? countedMatches + 1 : -1;
    const count = this.#database.number(`SELECT count(*) FROM (${part.sql} LIMIT ?)`, ...part.values, limit);
    if (!part.hasWords || count <= countedMatches) return { total: count, isMinimum: false };
    return { total: Math.max(countedMatches, end), isMinimum: true };
  }

  /** What the filter alone would show, from the numbers that the triggers keep. */
  #counted(filter: HistoryFilter): number {
    const type = filter.type === null ? null : typeLetter(filter.type);
    return this.#database.number(
      `SELECT coalesce(sum(number), 0) FROM history_counts
       WHERE destination_id = coalesce(?, destination_id) AND file_type = coalesce(?, file_type)
         AND state = coalesce(?, state)`,
      filter.destinationId,
      type,
      filter.state,
    );
  }
}

function partOf(
  terms: readonly string[],
  common: { readonly words: readonly string[]; readonly scanned: string },
  range: { readonly first: number; readonly last: number } | null,
  hasWords: boolean,
): Part {
  const isMatched = terms.length > 0;
  const between = (column: string) => (range === null ? "" : ` AND ${column} BETWEEN ? AND ?`);
  const bounds = range === null ? [] : [range.first, range.last];
  const narrowed = isMatched
    ? {
        sql: `SELECT rowid AS settled FROM history_text WHERE history_text MATCH ?${between("rowid")} ORDER BY rowid DESC`,
        values: [terms.join(" AND "), ...bounds],
      }
    : {
        sql: `SELECT settled FROM uploads WHERE settled IS NOT NULL${between("settled")} ORDER BY settled DESC`,
        values: bounds,
      };
  const facts = { isMatched, hasWords, hasRange: range !== null };
  if (common.words.length === 0) return { ...narrowed, ...facts };
  const contains = common.words.map(() => "instr(search_text, ?) > 0").join(" AND ");
  return {
    sql:
      `SELECT settled FROM (${narrowed.sql}${common.scanned}) CROSS JOIN uploads USING (settled) ` +
      `WHERE ${contains} ORDER BY settled DESC`,
    values: [...narrowed.values, ...common.words],
    ...facts,
  };
}
