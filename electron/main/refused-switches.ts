/** What a switch would do to a package. */
type Harm = "debugging" | "sandbox" | "code" | "network";

/**
 * Switches of Chromium that a package does not run with: they would let other programs read its memory, take pages out of
 * their sandbox, run foreign programs in its name, or trust foreign servers. A web page or a document that can smuggle words
 * into a command line must gain nothing by them. Those of Node (`--inspect`) are switched off by fuses as well.
 * `allow-file-access-from-files` is missing: Electron gives it to itself, and no page of Waybill is a file.
 */
const refused: Readonly<Record<Harm, readonly string[]>> = {
  debugging: [
    "remote-debugging-port",
    "remote-debugging-pipe",
    "remote-debugging-address",
    "remote-debugging-socket-name",
    "remote-debugging-io-pipes",
    "remote-allow-origins",
    "auto-open-devtools-for-tabs",
    "inspect",
    "inspect-brk",
    "inspect-wait",
    "inspect-port",
    "js-flags",
    "enable-automation",
    "wait-for-debugger",
    "wait-for-debugger-children",
  ],
  sandbox: [
    "no-sandbox",
    "disable-setuid-sandbox",
    "disable-namespace-sandbox",
    "disable-seccomp-filter-sandbox",
    "disable-gpu-sandbox",
    "no-zygote",
    "no-zygote-sandbox",
    "single-process",
    "in-process-gpu",
    "disable-site-isolation-trials",
    "allow-sandbox-debugging",
  ],
  code: [
    "gpu-launcher",
    "renderer-cmd-prefix",
    "utility-cmd-prefix",
    "ppapi-plugin-launcher",
    "browser-subprocess-path",
    "load-extension",
    "disable-extensions-except",
    "register-pepper-plugins",
  ],
  network: [
    "disable-web-security",
    "allow-running-insecure-content",
    "unsafely-treat-insecure-origin-as-secure",
    "reduce-security-for-testing",
    "ignore-certificate-errors",
    "ignore-certificate-errors-spki-list",
    "host-rules",
    "host-resolver-rules",
    "ssl-key-log-file",
    "log-net-log",
  ],
};

/** How a start is to be judged. */
export interface SwitchFacts {
  /** Whether Chromium was given a switch, in whichever spelling it understands. */
  readonly has: (name: string) => boolean;
  /** Only packages are strict: a checkout is there to be looked into. */
  readonly isPackaged: boolean;
  /** A command shows no page, and root can't have Chromium's sandbox: only then it may do without. */
  readonly isRootsCommand: boolean;
}

/** The switches that a start must not have, without their dashes. Chromium has no way to take them back in time. */
export function refusedSwitches(facts: SwitchFacts): readonly string[] {
  if (!facts.isPackaged) return [];
  const allowed: readonly string[] = facts.isRootsCommand ? ["no-sandbox"] : [];
  return Object.values(refused)
    .flat()
    .filter((name) => !allowed.includes(name) && facts.has(name));
}
