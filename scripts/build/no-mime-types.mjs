// Stands for the package `mime-types` in the program: form-data, which axios brings along, would look a file's type up in it. Waybill
// lays its bodies out itself (engine/http/body-layout.ts), and knows types from `mime`; so 140 KB of a table are left out.

/** Knows no type, as for a name without an ending. */
export const lookup = () => false;
