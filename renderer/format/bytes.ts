/** Sizes and speeds are written alike in the window and in copied links, so the rules are floor 0's. */
export { formatBytes, formatSpeed } from "../../electron/shared/bytes";
