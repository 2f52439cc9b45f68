import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resolveRuntime } from "../../scripts/setup/electron-runtime.mjs";
import { bundleTypescript } from "../helpers/run-typescript";
import { feedFor, ownFeed, startUpdateServer, type UpdateServer, updateKeys } from "./update-server";
import { outcomeOf } from "./user";

const newVersion = "the new version";
const { privateKey, publicKey } = updateKeys();
const signed = (words = {}): string => feedFor(newVersion, privateKey, words);

/** What each server offers a Waybill 1.0.0: its feed, and the file behind it. */
const cases: Readonly<
  Record<string, (put: (path: string, answer: Parameters<UpdateServer["put"]>[1]) => void) => void>
> = {
  good: (put) => put(ownFeed, signed()),
  "other file": (put) => {
    put(ownFeed, signed());
    put("Waybill.AppImage", "another version");
  },
  "changed feed": (put) => put(ownFeed, signed().replace("1.1.0", "9.9.9")),
  "other key": (put) => put(ownFeed, feedFor(newVersion, updateKeys().privateKey)),
  unsigned: (put) => put(ownFeed, JSON.stringify({ signed: "{}" })),
  "no feed at all": (put) => put(ownFeed, "version: 1.1.0\n"),
  "other system's feed": (put) => put(ownFeed, signed({ feed: "updates-darwin.json" })),
  "path in it": (put) => put(ownFeed, signed({ url: "../good/Waybill.AppImage" })),
  "other host": (put) => put(ownFeed, signed({ url: "https://elsewhere.example/Waybill.AppImage" })),
  older: (put) => put(ownFeed, signed({ version: "0.9.0" })),
  same: (put) => put(ownFeed, signed({ version: "1.0.0" })),
  "offered to nobody": (put) => put(ownFeed, signed({ stagingPercentage: 0 })),
  "offered to all": (put) => put(ownFeed, signed({ stagingPercentage: 100 })),
  failing: (put) => put(ownFeed, (response) => response.writeHead(500).end()),
  missing: () => {},
  endless: (put) => put(ownFeed, (response) => response.end(Buffer.alloc(200_000, " "))),
  "stalled-feed": (put) => put(ownFeed, (response) => response.write("{")),
  "stalled-file": (put) => {
    put(ownFeed, signed());
    put("Waybill.AppImage", (response) => {
      response.writeHead(200, { "Content-Length": newVersion.length });
      response.write("the");
    });
  },
  "cut file": (put) => {
    put(ownFeed, signed());
    put("Waybill.AppImage", (response) => response.writeHead(200).write("the", () => response.destroy()));
  },
};

interface Result {
  readonly name: string;
  readonly state: { readonly kind: string; readonly why?: string; readonly version?: string };
  readonly states: readonly string[];
  readonly said: readonly string[];
}

const endsAs: Readonly<Record<string, string>> = {
  good: "ready 1.1.0",
  "other file": "failed untrusted",
  "changed feed": "failed untrusted",
  "other key": "failed untrusted",
  unsigned: "failed untrusted",
  "no feed at all": "failed untrusted",
  "other system's feed": "failed untrusted",
  "path in it": "failed untrusted",
  "other host": "failed untrusted",
  older: "current",
  same: "current",
  "offered to nobody": "current",
  "offered to all": "ready 1.1.0",
  failing: "failed unreachable",
  missing: "failed unreachable",
  endless: "failed unreachable",
  "stalled-feed": "failed unreachable",
  "stalled-file": "failed unreachable",
  "cut file": "failed unreachable",
};

describe.skipIf(process.platform !== "linux")(
  "S-35 an update in Electron itself, from a server that offers",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "waybill-updates-"));
    const results = new Map<string, Result>();
    let server: UpdateServer;

    beforeAll(async () => {
      server = await startUpdateServer();
      for (const [name, prepare] of Object.entries(cases)) {
        server.put(`/${encodeURIComponent(name)}/Waybill.AppImage`, newVersion);
        prepare((path, answer) => server.put(`/${encodeURIComponent(name)}/${path}`, answer));
      }
      const program = await bundleTypescript(join(import.meta.dirname, "update-program.ts"));
      const app = join(dirname(program), "app.json");
      writeFileSync(
        join(dirname(program), "package.json"),
        JSON.stringify({ name: "updates", version: "1.0.0", type: "module", main: basename(program) }),
      );
      rmSync(app, { force: true });
      const errand = { baseUrl: server.url, publicKey, folder, cases: Object.keys(cases) };
      const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
      const words = [...sandbox, "--ozone-platform=headless", "--disable-gpu", dirname(program)];
      const child = spawn(resolveRuntime().executable, words, {
        env: { ...process.env, WAYBILL_TEST: JSON.stringify(errand) },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const { output, errors, code } = await outcomeOf(child);
      expect(code, errors).toBe(0);
      for (const line of output.split("\n").filter((text) => text.startsWith("{"))) {
        const result: Result = JSON.parse(line);
        results.set(result.name, result);
      }
    });
    afterAll(async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test.each(Object.keys(cases))("%s", (name) => {
      const state = results.get(name)?.state;
      expect([state?.kind, state?.why ?? state?.version].filter(Boolean).join(" ")).toBe(endsAs[name]);
      const place = join(folder, `${name}.AppImage`);
      const isTaken = endsAs[name]?.startsWith("ready") === true;
      expect(readFileSync(place, "utf8")).toBe(isTaken ? newVersion : "the old version");
      if (isTaken) expect(statSync(place).mode & 0o777).toBe(0o755);
    });

    test("S-35 nothing is fetched for what is not trusted or not newer, and nothing is left outside the profile", () => {
      const fetched = server.asked
        .filter((path) => path.endsWith(".AppImage"))
        .map((path) => decodeURIComponent(path));
      const folders = new Set(fetched.map((path) => path.split("/")[1]));
      expect([...folders].sort()).toEqual([
        "cut file",
        "good",
        "offered to all",
        "other file",
        "stalled-file",
      ]);
      expect(readdirSync(folder).filter((name) => name.endsWith(".new"))).toEqual([]);
    });
  },
);
