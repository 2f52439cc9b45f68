/**
 * What version 2 adds to destinations: how they look, and the order the user gave them (`rank`; without one, the order they
 * were made in).
 */
export const destinationVersionTwo = `
ALTER TABLE destinations ADD COLUMN colour TEXT;
ALTER TABLE destinations ADD COLUMN icon TEXT;
ALTER TABLE destinations ADD COLUMN rank INTEGER;
`;
