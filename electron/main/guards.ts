import type { CommandLine, Session, WebContents } from "electron";

/** The events by which a page could go elsewhere or bring a foreign page in. */
const departures = ["will-navigate", "will-frame-navigate", "will-redirect", "will-attach-webview"] as const;

/** What a page's contents offer to refuse departures and calls. */
export interface GuardedContents {
  on(event: (typeof departures)[number], listener: (event: { preventDefault(): void }) => void): unknown;
  setWindowOpenHandler: WebContents["setWindowOpenHandler"];
  setWebRTCIPHandlingPolicy: WebContents["setWebRTCIPHandlingPolicy"];
}

/** What a session offers to refuse permissions, downloads and the network. */
export type GuardedSession = Pick<
  Session,
  | "setPermissionRequestHandler"
  | "setPermissionCheckHandler"
  | "setDevicePermissionHandler"
  | "setDisplayMediaRequestHandler"
  | "setProxy"
> & { on(event: "will-download", listener: (event: { preventDefault(): void }) => void): unknown };

/**
 * All that a page could ask of the network goes to a port of this computer where nobody may listen but the system.
 * No look-up either: the name would be the proxy's to resolve. Loopback is not spared.
 */
const deadEnd = {
  mode: "fixed_servers",
  proxyRules: "socks5://127.0.0.1:1",
  proxyBypassRules: "<-loopback>",
} as const;

/**
 * Keeps a page where it is: no navigation, no new window, no webview. WebRTC, which no policy of a page governs, is bound to
 * the session's proxy, which is a dead end. Called for every contents that comes to be.
 */
export function guardContents(contents: GuardedContents): void {
  for (const departure of departures) contents.on(departure, (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
  contents.setWebRTCIPHandlingPolicy("disable_non_proxied_udp");
}

/** Keeps pages from having names looked up by `<link rel="dns-prefetch">`. Must be called before Electron is ready. */
export function guardLookUps(commandLine: Pick<CommandLine, "appendSwitch">): void {
  commandLine.appendSwitch("blink-settings", "dnsPrefetchingEnabled=false");
}

/**
 * Denies every permission and the network: the page needs none, the clipboard and the files are main's, and the engine
 * sends by itself. Resolves when no request can leave any more; a page is opened after that.
 */
export async function guardSession(session: GuardedSession): Promise<void> {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.on("will-download", (event) => event.preventDefault());
  await session.setProxy(deadEnd);
}
