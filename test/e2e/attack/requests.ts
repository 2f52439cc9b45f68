/** What a search through everything found. */
export interface Found {
  /** All that the page got to see, as one text. */
  readonly text: string;
  /** How many requests were answered. */
  readonly answered: number;
}

/**
 * Asks main for everything that it answers, and the browser for every address given. Runs in the page, so it must stand
 * alone.
 */
export async function searchEverywhere(given: {
  readonly addresses: readonly string[];
  readonly destinationId: string;
}): Promise<Found> {
  const seen: string[] = [];
  let answered = 0;
  const request = window.bridge.request as (name: string, args?: unknown) => Promise<unknown>;
  const ask = async (name: string, args?: unknown): Promise<unknown> => {
    try {
      const answer = await request(name, args);
      answered += 1;
      seen.push(`${name} ${JSON.stringify(answer)}`);
      return answer;
    } catch (error) {
      seen.push(`${name} ${String(error)}`);
      return null;
    }
  };
  const { destinationId } = given;
  const filter = { search: "", offset: 0, limit: 500 };
  const queue = (await ask("uploads:page", { list: "queue", ...filter })) as {
    rows: { id: string }[];
  } | null;
  await ask("uploads:page", { list: "history", ...filter });
  const id = queue?.rows[0]?.id ?? "";
  const draft = { name: "x", service: "surgery-connect", settings: {}, secrets: {} };
  for (const name of [
    ...["app:info", "app:licences", "diagnostics:report", "settings:get", "desktop:status", "watch:list"],
    ...[
      "records:trouble",
      "services:list",
      "destinations:list",
      "destinations:sign-ins",
      "drop-target:state",
    ],
    ...["destinations:read-import", "settings:choose-certificate"],
  ]) {
    await ask(name);
  }
  for (const name of [
    ...["destinations:unfinished", "uploads:get", "uploads:attempts", "receipts:get", "uploads:download"],
    ...["receipts:refresh-links", "uploads:remove-at-service", "uploads:open-link"],
  ]) {
    for (const each of [id, destinationId, "../../etc/passwd"]) await ask(name, { id: each });
  }
  for (const name of ["apiKey", "token", "share-secret", "__proto__"]) {
    await ask("receipts:secret", { id, name, copy: false });
    await ask("receipts:secret", { id: destinationId, name, copy: false });
  }
  await ask("receipts:show-link", { id, index: 0 });
  await ask("uploads:queue-ids", { search: "", batchId: null });
  await ask("uploads:history-ids", { search: "", before: null });
  await ask("destinations:check", { service: "surgery-connect", settings: { caCertificate: "/etc/passwd" } });
  await ask("destinations:save", { ...draft, settings: { caCertificate: "/etc/passwd" } });
  await ask("destinations:save", {
    ...draft,
    secretSources: { apiKey: { kind: "env", variable: "WAYBILL_CANARY" } },
  });
  await ask("destinations:test", { ...draft, id: destinationId });
  await ask("destinations:duplicate", { id: destinationId, name: "copy" });
  await ask("destinations:export", { ids: [destinationId] });
  await ask("uploads:choose", { destinationId, options: {}, folders: true });
  await ask("watch:choose", { destinationId });
  await ask("history:export", { format: "json", scope: "all" });
  await ask("receipts:save", { id, format: "json", title: "../../../tmp/x" });
  await ask("destinations:list");

  const attempts = given.addresses.flatMap((address) => [
    async () => await (await fetch(address)).text(),
    async () => {
      const asked = new XMLHttpRequest();
      asked.open("GET", address, false);
      asked.send();
      return asked.responseText;
    },
    async () => JSON.stringify(await import(address)),
  ]);
  for (const attempt of attempts) seen.push(await attempt().catch((error: unknown) => (error as Error).name));
  // Whatever hangs on the window, six levels deep, and the source of every function that was put there.
  const walked = new Set<unknown>();
  const walk = (value: unknown, depth: number): void => {
    if (typeof value === "string") seen.push(value);
    if (typeof value === "function") seen.push(Function.prototype.toString.call(value).slice(0, 500));
    const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
    if (!isObject || depth > 6 || walked.has(value) || walked.size > 20_000) return;
    walked.add(value);
    for (const key of Reflect.ownKeys(value as object)) {
      try {
        walk(Reflect.get(value as object, key), depth + 1);
      } catch {
        // Some properties of the window can't be read without their owner.
      }
    }
  };
  walk(window.bridge, 0);
  walk(localStorage, 0);
  walk(window, 4);
  seen.push(document.documentElement.outerHTML, document.cookie, navigator.userAgent, location.href);
  return { text: seen.join("\n"), answered };
}

/**
 * Calls main by names that are not in the table and by those that are, with arguments that nobody means. Runs in the page.
 */
export async function sendNonsense(): Promise<{ readonly answers: string[]; readonly isPolluted: boolean }> {
  const [practice] = await window.bridge.request("destinations:list", undefined);
  const request = window.bridge.request as (name: unknown, args?: unknown) => Promise<unknown>;
  const answers: string[] = [];
  const attempt = async (name: unknown, args: unknown): Promise<void> => {
    try {
      answers.push(`answered ${String(name)} ${JSON.stringify(await request(name, args))}`);
    } catch (error) {
      answers.push(`refused ${String(error)}`);
    }
  };
  const poison: unknown = JSON.parse(
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
  );
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  let deep: unknown = {};
  for (let depth = 0; depth < 500; depth += 1) deep = { deep };
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  const wrong: readonly unknown[] = [
    ...[
      null,
      0,
      -1,
      Number.NaN,
      "",
      "x".repeat(100_000),
      true,
      10n,
      [],
      [[]],
      {},
      poison,
      circle,
      cyclic,
      deep,
    ],
    ...[
      () => 1,
      Symbol("x"),
      new Date(),
      new Map([["id", "x"]]),
      new Uint8Array(8),
      new Proxy({}, {}),
      document.body,
    ],
    { id: { toString: () => "x" } },
    { id: ["x"] },
    { ids: "queue; drop table uploads" },
    { paths: ["/etc/passwd"] },
    Object.create({ id: "inherited" }),
  ];
  const names = [
    ...["watch:change", "watch:choose", "destinations:save", "destinations:check", "destinations:duplicate"],
    ...["destinations:order", "destinations:test", "uploads:choose", "uploads:add-data", "uploads:queue-ids"],
    ...["uploads:history-ids"],
    ...["uploads:batches", "uploads:act", "uploads:move", "uploads:reassign", "uploads:copy-links"],
    ...["uploads:send-again", "receipts:secret", "receipts:show-link", "receipts:save", "history:export"],
  ];
  for (const name of names) for (const args of wrong) await attempt(name, args);
  for (const name of [
    ...[
      "uploads:add-paths",
      "decoder:decode",
      "decoder:decoded",
      "ELECTRON_BROWSER_GET_LAST_WEB_PREFERENCES",
    ],
    ...[
      "__proto__",
      "constructor",
      "toString",
      "",
      " app:info",
      "APP:INFO",
      null,
      undefined,
      {},
      ["app:info"],
      7,
    ],
    ...[{ toString: () => "uploads:add-paths" }, "GUEST_VIEW_MANAGER_CALL", "ipc-internal"],
  ]) {
    await attempt(name, { paths: ["/etc/passwd"], destinationId: practice?.id, options: {} });
  }
  return { answers, isPolluted: Reflect.get({}, "polluted") !== undefined };
}
