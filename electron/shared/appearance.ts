// Apart from the schemas, because the page uses these lists and its content policy forbids what zod tries at load.

/** The colours a destination can have; each is a pair of tokens in the window (`styles/tokens.css`). */
export const destinationColours = [
  "blue",
  "teal",
  "green",
  "amber",
  "orange",
  "red",
  "violet",
  "grey",
] as const;

/** A colour of a destination. */
export type DestinationColour = (typeof destinationColours)[number];

/** The signs a destination can have in place of its initials. */
export const destinationIcons = [
  "chat",
  "team",
  "cloud",
  "server",
  "folder",
  "image",
  "video",
  "medical",
  "shop",
  "globe",
  "star",
  "heart",
] as const;

/** A sign of a destination. */
export type DestinationIcon = (typeof destinationIcons)[number];
