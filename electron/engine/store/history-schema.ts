import type { FileType, HistoryFilter } from "../../shared/history-filter";

/**
 * The history's part of version 2: a million rows are searched and filtered by one index.
 * - Behind the words of an upload, `history_text` holds what it is filtered by, each as one trigram of signs that no
 *   keyboard types (private use area): its type, its state, its destination. "Pictures in the design room named 'plan'"
 *   is then one query of one index, in the order of the list, without another index to be kept up to date.
 * - `history_terms` shows the trigrams there are, so that words of one or two characters (most Chinese words) are found
 *   as the trigrams that begin with them.
 * - `history_counts` numbers what each filter alone would show, so that nobody counts a million rows.
 * - Dates need no index: `settled` and `completed_at` rise together, so a date is found by halving (history-pages.ts).
 */
const tables = `
ALTER TABLE uploads ADD COLUMN file_type TEXT GENERATED ALWAYS AS (CASE
  WHEN content_type LIKE 'image/%' THEN 'i'
  WHEN content_type LIKE 'video/%' THEN 'v'
  WHEN content_type LIKE 'audio/%' THEN 'a'
  WHEN content_type LIKE 'text/%'
    OR content_type LIKE 'application/vnd.openxmlformats-officedocument.%'
    OR content_type LIKE 'application/vnd.oasis.opendocument.%'
    OR content_type LIKE 'application/vnd.ms-excel%'
    OR content_type LIKE 'application/vnd.ms-powerpoint%'
    OR content_type LIKE 'application/vnd.ms-word%'
    OR content_type LIKE 'application/vnd.apple.%'
    OR content_type IN ('application/pdf', 'application/msword', 'application/rtf', 'application/epub+zip',
      'application/postscript', 'application/x-abiword') THEN 'd'
  ELSE 'o' END) VIRTUAL;
CREATE TABLE history_destinations (number INTEGER PRIMARY KEY, destination_id TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE history_counts (
  destination_id TEXT NOT NULL,
  file_type TEXT NOT NULL,
  state TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (destination_id, file_type, state)
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE history_terms USING fts5vocab(history_text, 'instance');
`;

/** Signs of the private use area (Unicode 16, 23.5) that begin the trigrams below. */
const typeSign = 0xe001;
const stateSign = 0xe002;
const destinationSign = 0xe003;
/** Two signs from here on write a destination's number in base 4096. */
const digitSign = 0xe100;
const digitBase = 4096;

const typeLetters: Readonly<Record<FileType, string>> = {
  images: "i",
  videos: "v",
  audio: "a",
  documents: "d",
  other: "o",
};

/** The letter that `uploads.file_type` and `history_counts.file_type` hold for a type. */
export function typeLetter(type: FileType): string {
  return typeLetters[type];
}

/** SQL for the text that is indexed of a row of `uploads`, named by its alias. */
function indexedText(row: string): string {
  const number = `(SELECT number FROM history_destinations WHERE destination_id = ${row}.destination_id)`;
  return (
    `${row}.search_text || char(10, ${typeSign}) || ${row}.file_type || char(${typeSign}, ${stateSign}) || ` +
    `substr(${row}.state, 2, 1) || char(${stateSign}, ${destinationSign}) || ` +
    `(SELECT char(${digitSign} + number / ${digitBase}, ${digitSign} + number % ${digitBase}) FROM (SELECT ${number} AS number))`
  );
}

/** The trigrams that every row with these properties has; `destinationNumber` is the one of `history_destinations`. */
export function filterTerms(
  filter: Pick<HistoryFilter, "type" | "state">,
  destinationNumber: number | null,
): readonly string[] {
  const terms: string[] = [];
  if (filter.type !== null) {
    terms.push(String.fromCharCode(typeSign) + typeLetter(filter.type) + String.fromCharCode(typeSign));
  }
  if (filter.state !== null) {
    terms.push(String.fromCharCode(stateSign) + filter.state.charAt(1) + String.fromCharCode(stateSign));
  }
  if (destinationNumber !== null) {
    const high = Math.floor(destinationNumber / digitBase);
    const low = destinationNumber % digitBase;
    terms.push(String.fromCharCode(destinationSign, digitSign + high, digitSign + low));
  }
  return terms;
}

/** Whether a trigram is a piece of what rows are filtered by, such as the letter of a type: no word that a user looks for. */
export function isFilterTerm(term: string): boolean {
  const second = term.codePointAt(1);
  return second === typeSign || second === stateSign;
}

const triggers = `
DROP TRIGGER history_text_enter;
CREATE TRIGGER history_text_enter AFTER UPDATE OF settled ON uploads
WHEN new.settled IS NOT NULL AND old.settled IS NOT new.settled BEGIN
  INSERT INTO history_destinations (destination_id) SELECT new.destination_id
    WHERE NOT EXISTS (SELECT 1 FROM history_destinations WHERE destination_id = new.destination_id);
  INSERT INTO history_text (rowid, text) VALUES (new.settled, ${indexedText("new")});
  INSERT INTO history_counts (destination_id, file_type, state, number)
    VALUES (new.destination_id, new.file_type, new.state, 1)
    ON CONFLICT (destination_id, file_type, state) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER history_counts_leave AFTER UPDATE OF settled ON uploads
WHEN old.settled IS NOT NULL AND old.settled IS NOT new.settled BEGIN
  UPDATE history_counts SET number = number - 1
    WHERE destination_id = old.destination_id AND file_type = old.file_type AND state = old.state;
END;
CREATE TRIGGER history_counts_delete AFTER DELETE ON uploads WHEN old.settled IS NOT NULL BEGIN
  UPDATE history_counts SET number = number - 1
    WHERE destination_id = old.destination_id AND file_type = old.file_type AND state = old.state;
END;
`;

/** Statements that index and count rows of the history, as triggers do for changes, but not for inserts. */
export function indexHistoryRows(where: string): readonly string[] {
  const rows = `FROM uploads WHERE settled IS NOT NULL AND ${where}`;
  return [
    `INSERT INTO history_destinations (destination_id) SELECT DISTINCT destination_id ${rows}
      AND destination_id NOT IN (SELECT destination_id FROM history_destinations)`,
    `INSERT INTO history_text (rowid, text) SELECT settled, ${indexedText("uploads")} ${rows} ORDER BY settled`,
    `INSERT INTO history_counts (destination_id, file_type, state, number)
      SELECT destination_id, file_type, state, count(*) ${rows} GROUP BY 1, 2, 3
      ON CONFLICT (destination_id, file_type, state) DO UPDATE SET number = number + excluded.number`,
  ];
}

/** Indexes and counts all rows that are there, from nothing. */
export const indexHistory = `
INSERT INTO history_text (history_text) VALUES ('delete-all');
DELETE FROM history_counts;
${indexHistoryRows("true").join(";\n")};
`;

/** The history's statements of version 2. */
export const historyVersionTwo = tables + triggers + indexHistory;
