import type { Session, WebContents } from "electron";

/** The events by which a page could go elsewhere or bring a foreign page in. */
const departures = ["will-navigate", "will-frame-navigate", "will-redirect", "will-attach-webview"] as const;

/** What a page's contents offer to refuse departures. */
export interface GuardedContents {
  on(event: (typeof departures)[number], listener: (event: { preventDefault(): void }) => void): unknown;
  setWindowOpenHandler: WebContents["setWindowOpenHandler"];
}

/** What a session offers to refuse permissions and downloads. */
export type GuardedSession = Pick<
  Session,
  | "setPermissionRequestHandler"
  | "setPermissionCheckHandler"
  | "setDevicePermissionHandler"
  | "setDisplayMediaRequestHandler"
> & { on(event: "will-download", listener: (event: { preventDefault(): void }) => void): unknown };

/** Keeps a page where it is: no navigation, no new window, no webview. Called for every contents that comes to be. */
export function guardContents(contents: GuardedContents): void {
  for (const departure of departures) contents.on(departure, (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
}

/** Denies every permission: the page needs none, the clipboard and the files are main's. */
export function guardSession(session: GuardedSession): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.on("will-download", (event) => event.preventDefault());
}
