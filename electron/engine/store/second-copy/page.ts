/** Size of a page of the records, bytes: SQLite's usual one, which Waybill never changes. */
export const pageBytes = 4096;

/** Places in the first page (sqlite.org/fileformat2.html, 1.3). */
const pageCountAt = 28;
const ownIdAt = 68;
const magic = Buffer.from("SQLite format 3\0", "latin1");
/** Page size 4096, write-ahead log for writing and reading, nothing reserved, and the three fixed fractions. */
const fixedAt16 = Buffer.from([0x10, 0x00, 2, 2, 0, 64, 32, 32]);
const reservedAt = [72, 92] as const;

/** Whether this can be the first page of records: its fixed parts are as they must be. */
export function isFirstPage(page: Uint8Array): boolean {
  const bytes = Buffer.from(page.buffer, page.byteOffset, page.byteLength);
  return (
    bytes.length === pageBytes &&
    bytes.subarray(0, 16).equals(magic) &&
    bytes.subarray(16, 24).equals(fixedAt16) &&
    bytes.subarray(...reservedAt).every((byte) => byte === 0)
  );
}

/** How many pages the database has, according to its first one. */
export function pageCountOf(firstPage: Buffer): number {
  return firstPage.readUInt32BE(pageCountAt);
}

/** Which database this is: Waybill renews SQLite's `application_id` each time it begins to change the records. */
export function databaseIdOf(firstPage: Buffer): number {
  return firstPage.readUInt32BE(ownIdAt);
}
