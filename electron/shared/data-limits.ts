/**
 * What one request may hand over as data, bytes: pictures and texts from the clipboard. Larger things are files already.
 * Apart from the table of requests, so that the preload need not carry zod.
 */
export const maximumDataBytes = 64 * 1024 * 1024;

/** How many pieces of data one request may hand over. */
export const maximumDataFiles = 100;
