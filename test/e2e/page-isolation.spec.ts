import { createServer } from "node:http";
import { expect, test } from "./app.fixture";

test("a script in the page finds nothing of Node or Electron", async ({ launch }) => {
  const { page } = await launch();
  const found = await page.evaluate(() => {
    const names = [
      "require",
      "process",
      "module",
      "global",
      "Buffer",
      "ipcRenderer",
      "electron",
      "__dirname",
    ];
    return names.filter((name) => name in window);
  });
  expect(found).toEqual([]);
  const surface = await page.evaluate(() => ({
    names: Object.keys(window.bridge).sort(),
    isFrozen: Object.isFrozen(window.bridge),
    canBeReplaced: (() => {
      try {
        Object.assign(window, { bridge: null });
      } catch {
        return false;
      }
      return window.bridge === null;
    })(),
  }));
  expect(surface).toEqual({ names: ["addFiles", "on", "request"], isFrozen: true, canBeReplaced: false });
});

test("S-13 forged requests and forged files are refused", async ({ launch }) => {
  const { page } = await launch();
  const messages = await page.evaluate(async () => {
    const refusal = async (ask: () => Promise<unknown>): Promise<string> => {
      try {
        return `answered ${JSON.stringify(await ask())}`;
      } catch (error) {
        return String(error);
      }
    };
    const forged = window.bridge.request as (name: unknown, args?: unknown) => Promise<unknown>;
    const listen = window.bridge.on as (name: unknown, listener: () => void) => unknown;
    const addFiles = window.bridge.addFiles as (...args: unknown[]) => Promise<unknown>;
    return await Promise.all([
      refusal(() => forged("uploads:add-paths", { paths: ["/etc/passwd"], destinationId: "x", options: {} })),
      refusal(() => forged("ELECTRON_BROWSER_CONTEXT_MENU")),
      refusal(() => forged("__proto__")),
      refusal(async () => listen("decoder:decode", () => {})),
      refusal(() => forged("uploads:page", { list: "queue", search: "", offset: 0, limit: 1e9 })),
      refusal(() => addFiles([{ path: "/etc/passwd", name: "passwd" }], "x", {})),
      refusal(() => addFiles(["/etc/passwd"], "x", {})),
    ]);
  });
  for (const message of messages) expect(message).toMatch(/Error/);
  // What the page makes itself has no path: only its bytes go in, under its base name.
  const made = await page.evaluate(async () => {
    const destinations = await window.bridge.request("destinations:list", undefined);
    const file = new File(["x"], "../../made.txt");
    return await window.bridge.addFiles([file], destinations[0]?.id ?? "", {});
  });
  expect(made).toEqual({ accepted: 1, refused: [] });
  await expect(page.getByText(".._.._made.txt", { exact: true }).first()).toBeVisible();
});

test("S-05 the page can't go elsewhere, open windows, run foreign script or reach any host", async ({
  launch,
  expectedErrors,
}) => {
  expectedErrors.push(/Content Security Policy|Trusted/, /Not allowed to load local resource/, /ERR_/);
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end("reached");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const host = `http://127.0.0.1:${address === null || typeof address === "string" ? 0 : address.port}`;
  const { page, electron } = await launch();

  const outcome = await page.evaluate(async (url) => {
    const attempt = async (work: () => Promise<unknown>) => await work().then(String, () => "blocked");
    const loads = (element: HTMLElement & { src: string }, src: string) =>
      new Promise((done, fail) => {
        element.onload = () => done("loaded");
        element.onerror = () => fail(new Error("blocked"));
        element.src = src;
        document.body.append(element);
        setTimeout(() => fail(new Error("blocked")), 2_000);
      });
    const opened = window.open(`${url}/window`);
    const inline = document.createElement("script");
    await attempt(async () => inline.append("window.inlineRan = true"));
    document.body.append(inline);
    return {
      fetch: await attempt(() => fetch(`${url}/fetch`)),
      socket: await attempt(
        () =>
          new Promise((_done, fail) =>
            new WebSocket(url.replace("http", "ws")).addEventListener("error", fail),
          ),
      ),
      image: await attempt(() => loads(document.createElement("img"), `${url}/image.png`)),
      script: await attempt(() => loads(document.createElement("script"), `${url}/script.js`)),
      file: await attempt(() => loads(document.createElement("img"), "file:///etc/hostname")),
      opened: opened === null,
      inline: "inlineRan" in window,
      evaluated: await attempt(async () => new Function("return 1")()),
      beacon: navigator.sendBeacon(`${url}/beacon`),
    };
  }, host);
  expect(outcome).toMatchObject({
    fetch: "blocked",
    image: "blocked",
    script: "blocked",
    file: "blocked",
    opened: true,
    inline: false,
    evaluated: "blocked",
  });

  for (const target of [`${host}/away`, "file:///etc/passwd", "app://decoder/", "https://example.invalid/"]) {
    await page.evaluate((url) => {
      location.href = url;
    }, target);
  }
  await page.waitForTimeout(300);
  // Asked through main: Playwright itself waits for navigations that were refused.
  const windows = await electron.evaluate(
    async ({ BrowserWindow }) =>
      await Promise.all(
        BrowserWindow.getAllWindows().map(async ({ webContents }) => ({
          url: webContents.getURL(),
          hasPage: await webContents.executeJavaScript(
            "document.querySelector('[data-testid=view-queue]') !== null",
          ),
        })),
      ),
  );
  expect(windows).toEqual([{ url: "app://bundle/index.html", hasPage: true }]);
  expect(asked).toEqual([]);
  await new Promise((done) => server.close(done));
});

test("S-06 no text becomes markup or script by any way of a page, and no policy can allow it", async ({
  launch,
  expectedErrors,
}) => {
  expectedErrors.push(/Trusted|Content Security Policy/);
  const { page } = await launch();
  const { outcome, ran } = await page.evaluate(async () => {
    const markup = "<img src=x onerror='window.ran = 1'>";
    const script = "window.ran = 1";
    const host = document.createElement("div");
    document.body.append(host);
    const frame = document.createElement("iframe");
    const element = document.createElement("script");
    const ways: Readonly<Record<string, () => unknown>> = {
      innerHTML: () => Object.assign(host, { innerHTML: markup }),
      outerHTML: () => Object.assign(host, { outerHTML: markup }),
      insertAdjacentHTML: () => host.insertAdjacentHTML("beforeend", markup),
      write: () => document.write(markup),
      parser: () => new DOMParser().parseFromString(markup, "text/html"),
      fragment: () => document.createRange().createContextualFragment(markup),
      srcdoc: () => Object.assign(frame, { srcdoc: markup }),
      scriptText: () => Object.assign(element, { text: script }),
      scriptSource: () => Object.assign(element, { src: "data:text/javascript,window.ran=1" }),
      handler: () => host.setAttribute("onclick", script),
      // biome-ignore lint/security/noGlobalEval: that it is refused is what is shown.
      evaluated: () => globalThis.eval(script),
      made: () => new Function(script)(),
      timer: () => setTimeout(script as unknown as () => void),
      worker: () => new Worker("data:text/javascript,1"),
      policy: () => {
        const { trustedTypes } = window as unknown as {
          trustedTypes: { createPolicy(name: string, rules: object): unknown };
        };
        return trustedTypes.createPolicy("default", { createHTML: (text: string) => text });
      },
    };
    // What a driver evaluates may use eval until it first waits.
    await new Promise((done) => setTimeout(done));
    const outcome: Record<string, string> = {};
    for (const [name, way] of Object.entries(ways)) {
      try {
        way();
        outcome[name] = "done";
      } catch {
        outcome[name] = "refused";
      }
    }
    const link = document.createElement("a");
    link.href = `javascript:${script}`;
    document.body.append(link, element, frame);
    link.click();
    await new Promise((done) => setTimeout(done, 100));
    return { outcome, ran: "ran" in window };
  });
  expect(Object.entries(outcome).filter(([, what]) => what !== "refused")).toEqual([]);
  expect(Object.keys(outcome)).toHaveLength(15);
  expect(ran).toBe(false);
});

test("S-01 the window runs with every safeguard of Electron", async ({ launch }) => {
  const { electron } = await launch();
  const preferences = await electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const all =
      contents === undefined ? null : Reflect.get(contents, "getLastWebPreferences")?.call(contents);
    const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } = all ?? {};
    return { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity };
  });
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    webSecurity: true,
  });
});
