import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, inject, onTestFinished, test, vi } from "vitest";
import { sandboxFacts } from "../../scripts/setup/sandbox.mjs";
import { missingProgram } from "../e2e/keyring";
import { startSessionBus } from "../e2e/session-bus";
import { startDisplay } from "./display";
import { isRoot, outcomeOf, processesOf, User } from "./user";

const app = inject("packagedApp");
const waybill = join(app, "waybill");
const program = join(app, "waybill-app");
const missing = whatIsMissing();
if (missing !== null)
  process.stdout.write(`The window of the package is not tried: ${missing} is missing.\n`);

function whatIsMissing(): string | null {
  if (process.platform !== "linux") return "Linux";
  if (!sandboxFacts(program, process.env).mayMakeNamespaces) return "a kernel that allows Chromium's sandbox";
  return missingProgram(["Xvfb", "xdotool", "dbus-daemon"]);
}

/** How a window is started without the launcher's help. */
const bare = ["--ozone-platform=headless", "--disable-gpu", "--waybill-words", "--"];
const patience = { timeout: 30_000, interval: 100 };

describe.skipIf(process.platform !== "linux")("a package", () => {
  let someone: User;
  beforeEach(() => {
    someone = new User();
  });
  afterEach(() => someone.leave());

  const ownWords = (...words: readonly string[]) => ["--profile", someone.profile, ...words];

  test("says which version and which commit runs", async () => {
    const { code, output } = await someone.run(waybill, ["--version"]);
    expect(output).toMatch(/^waybill \d+\.\d+\.\d+ \(commit ([0-9a-f]{12}(-changed)?|unknown), Electron \d/);
    expect(output).toContain(", archive, Linux");
    expect(code).toBe(0);
  });

  test("sends a file by the command line, without a display", async () => {
    const file = join(someone.home, "report.txt");
    writeFileSync(file, "sent by a package");
    const { code, output, errors } = await someone.run(waybill, ownWords("upload", file, "--to", "Practice"));
    expect(errors).not.toMatch(/error|fail/i);
    expect(output).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\S+\n$/);
    expect(code).toBe(0);
  });

  test.skipIf(missing !== null)(
    "opens its window in Chromium's sandbox, takes keys, sends from the tray, stays in it, and quits",
    { timeout: 180_000 },
    async () => {
      const display = await startDisplay();
      onTestFinished(() => display.stop());
      const bus = await startSessionBus({ tray: true, isOpen: true });
      onTestFinished(() => bus.stop());
      const surroundings = { ...display.environment, ...bus.environment };
      const child = someone.start(waybill, ownWords(), surroundings);
      const ended = outcomeOf(child);
      await display.window("^Waybill$");
      await vi.waitFor(() => expect(bus.tray.count).toBe(1), patience);

      await vi.waitFor(() => {
        const pages = processesOf(program, "--type=renderer");
        expect(pages).not.toEqual([]);
        for (const { words, isFiltered, isApart } of pages) {
          expect(words).not.toContain("--no-sandbox");
          expect({ isFiltered, isApart }).toEqual({ isFiltered: true, isApart: true });
        }
      }, patience);
      process.stdout.write("Chromium's sandbox is on: namespaces and seccomp, by the kernel's own word.\n");

      const words = `typed at ${Date.now()}`;
      const sent = async (): Promise<{ links: { url: string }[] }[]> => {
        const { output } = await someone.run(waybill, ownWords("history", "--json"), surroundings);
        return output.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
      };
      const contents = async (): Promise<readonly string[]> => {
        const links = (await sent()).flatMap(({ links: [link] }) => (link === undefined ? [] : [link.url]));
        return await Promise.all(links.map(async (link) => await (await fetch(link)).text()));
      };
      // Keys that come before the field has the focus reach nobody, and its text is selected a frame later: the question in
      // between gives it time, and what was lost all the same is typed again. An empty clipboard is told by a notification.
      await vi.waitFor(
        async () => {
          await display.press("ctrl+f");
          const [known, told] = [(await sent()).length, bus.notifications.shown.length];
          await display.press("ctrl+a");
          await display.type(words);
          await display.press("ctrl+a", "ctrl+c");
          await bus.tray.choose("Upload clipboard");
          await vi.waitUntil(
            async () => bus.notifications.shown.length > told || (await sent()).length > known,
            patience,
          );
          expect(await contents()).toContain(words);
        },
        { ...patience, timeout: 90_000 },
      );

      await display.press("ctrl+w");
      await vi.waitFor(() => expect(processesOf(program, "--type=renderer").length).toBe(0), patience);
      expect(child.exitCode).toBe(null);
      await bus.tray.choose("Open Waybill");
      await display.window("^Waybill$");
      // The icon may be gone before it has answered.
      await bus.tray.choose("Quit").catch((error: unknown) => expect(String(error)).toContain("NoReply"));
      expect((await ended).code).toBe(0);
    },
  );

  test.skipIf(!isRoot)("shows root no page, and does root's commands", async () => {
    const asRoot = (words: readonly string[]) =>
      outcomeOf(spawn(waybill, ownWords(...words), { stdio: ["ignore", "pipe", "pipe"] }));
    const window = await asRoot([]);
    expect(window.errors).toContain("the window does not open for root");
    expect(window.code).toBe(2);
    const command = await asRoot(["services"]);
    expect(command.output).toContain("imkit");
    expect(command.code).toBe(0);
  });

  test.each([
    ["--remote-debugging-port=0"],
    ["--no-sandbox"],
    ["--inspect=0"],
    ["--js-flags=--expose-gc"],
    ["--renderer-cmd-prefix=/bin/true"],
    ["--host-rules=MAP * 127.0.0.1"],
  ])("S-33 does not run with %s", async (option) => {
    const { code, errors } = await someone.run(program, [option, ...bare, ...ownWords("services")]);
    const [name] = option.split("=");
    expect(errors).toContain(`an installed Waybill does not run with ${name}`);
    expect(code).toBe(2);
  });

  test("S-34 a package becomes no interpreter and takes in no foreign code by its environment", async () => {
    const mark = join(someone.folder("marks"), "ran");
    const script = join(someone.home, "foreign.cjs");
    writeFileSync(script, `require("node:fs").writeFileSync(${JSON.stringify(mark)}, "")`);
    const environments = [
      { ELECTRON_RUN_AS_NODE: "1" },
      { NODE_OPTIONS: `--require=${script}` },
      { ELECTRON_RUN_AS_NODE: "1", NODE_OPTIONS: `--require=${script}` },
    ];
    for (const environment of environments) {
      const { code, output } = await someone.run(program, [...bare, "--version"], environment);
      expect(output).toMatch(/^waybill /);
      expect(code).toBe(0);
      expect(existsSync(mark)).toBe(false);
    }
  });

  test("S-04 a package runs nothing but its own archive", async () => {
    // The same program beside a foreign folder, which Electron would take without the fuse.
    const copy = someone.folder("copy");
    for (const name of readdirSync(app)) {
      if (name !== "resources") {
        if (name === "waybill-app") cpSync(program, join(copy, name));
        else symlinkSync(join(app, name), join(copy, name));
      }
    }
    const mark = join(someone.folder("marks"), "ran");
    const foreign = join(copy, "resources/app");
    mkdirSync(foreign, { recursive: true });
    writeFileSync(join(foreign, "package.json"), '{"name":"foreign","main":"main.js"}');
    writeFileSync(
      join(foreign, "main.js"),
      `require("node:fs").writeFileSync(${JSON.stringify(mark)}, ""); require("electron").app.exit(0)`,
    );
    const child = someone.start(join(copy, "waybill-app"), [...bare, "--version"]);
    const [code] = await once(child, "close");
    expect(existsSync(mark)).toBe(false);
    expect(code).not.toBe(0);
    rmSync(copy, { recursive: true });
  });
});
