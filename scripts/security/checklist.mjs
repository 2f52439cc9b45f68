/**
 * One item of the security checklist.
 * @typedef {object} Item
 * @property {string} number two digits, as in the titles of its tests: `S-05 the page's policy refuses an inline script`
 * @property {string} holds what must hold
 * @property {string} [note] what is not proved here or does not apply, and why
 */

/** @type {readonly (readonly [string, string?])[]} */
const entries = [
  ["Every window comes from one factory: sandbox, context isolation, no Node, no webview, web security on."],
  ["The page comes from `app://bundle`, never from `file://`; nothing outside the bundle is ever served."],
  ["All nine fuses of the packaged program are set, none by default."],
  [
    "The packaged program runs only from its archive, and not from a changed one.",
    "Electron checks the archive's integrity on macOS and Windows; on Linux the package manager's own signature has to do.",
  ],
  ["The page's policy: own scripts and styles only, no network, nothing inline, no eval."],
  [
    "Text never becomes markup or script: trusted types are required, and the one policy lets only the empty text through.",
  ],
  ["No navigation, no redirect, no new window, no webview."],
  ["Every permission is denied, by all four ways of asking."],
  ["Every request passes one wrapper: main frame of our own window at our own origin."],
  ["Every request has a schema for arguments and result, with a limit on every text and list."],
  ["The page gets three frozen functions, nothing of Electron, no event objects."],
  ["The page never sees a path."],
  [
    "Main takes paths only from drops, dialogs and its own arguments.",
    "Ids of uploads are random and stay valid over restarts, because the history does; they name rows, never files.",
  ],
  [
    "Secrets can be written from the page, never read.",
    "What a link needs beside its address is shown when the user asks for it: that is what receipts are for.",
  ],
  [
    "Secrets are sealed by the system's keyring; without a real one they end with Waybill.",
    "Electron 33 and 45 share only the synchronous interface, so the asynchronous one and its re-encryption are not used.",
  ],
  ["Waybill's files are readable by the user alone, and no secret is in any of them in the clear."],
  ["No secret reaches the log, in whatever form it comes by."],
  [
    "No crash report is made or sent.",
    "A core dump of the system holds what the page holds: what was typed until it was saved, never a saved secret.",
  ],
  [
    "No header and no body ever follows a redirect to another origin; what has an effect is never redirected.",
  ],
  ["TLS is always verified; nothing in the program can switch that off."],
  [
    "A destination's settings can't bring in foreign headers, lines, protocols or addresses.",
    "There is no service yet that users define themselves; the five that are here fix their headers.",
  ],
  [
    "Addresses that a server on the internet names lead to no private, local or metadata address, also after the name was resolved.",
    "Through a proxy the name is looked up there, and only the proxy can tell. Where a destination itself lies is its user's choice.",
  ],
  ["Names and fields can't add headers or parts; the boundary is long, random and not in the content's way."],
  ["Answers are cut at 1 MiB, their heads at 64 KiB; deep or poisoned JSON does no harm."],
  ["Links are shown, copied and opened only when they are plain web links without credentials."],
  [
    "Only one place opens the browser, and only for web links of receipts and the project's own page.",
    "That the user clicked is the page's word: main can't tell. What opens was named by a destination, never by the page.",
  ],
  ["Images are decoded in a sandboxed page only, with limits on bytes, pixels and time."],
  ["An SVG is never rendered."],
  ["Nothing that was sent or received is ever opened by a program: it is only shown in its folder."],
  [
    "The clipboard is written at the user's word only, and read only for a paste.",
    "It is not cleared after a while: what users copy is theirs, and clearing would take what they copied since.",
  ],
  [
    "Links that open to whoever holds them are sealed on the disk and masked in the page until the user asks.",
  ],
  ["A `waybill://` link can only show something or begin a form; five a minute."],
  ["A second start's arguments are untrusted; switches that open the program are refused in packages."],
  ["Developer tools and remote debugging are off in packages."],
  ["Updates are signed, checked, and never go back."],
  ["Dependencies: exact versions, lock file with hashes, no install scripts, known licences, a reason each."],
  [
    "Electron is of a supported major.",
    "Checked against the date in the test, not against the network: the release line below names when support ends.",
  ],
  [
    "Electronegativity finds nothing unexplained; our own rules hold; no secret is in the repository or the build.",
  ],
];

/** The 38 items, in order. @type {readonly Item[]} */
export const checklist = entries.map(([holds, note], index) => ({
  number: String(index + 1).padStart(2, "0"),
  holds,
  ...(note === undefined ? {} : { note }),
}));

/**
 * The item that a test's title belongs to, or null.
 * @param {string} title
 * @returns {string | null}
 */
export function itemOf(title) {
  return /^S-(\d\d) /.exec(title)?.[1] ?? null;
}
