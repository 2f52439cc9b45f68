import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerPage, answerThumbnail, bundlePath, pagePolicy } from "../../../electron/main/protocol";

let root = "";
let bundle = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "waybill-protocol-"));
  bundle = join(root, "renderer");
  await mkdir(join(bundle, "assets"), { recursive: true });
  await writeFile(join(bundle, "index.html"), "<!doctype html><title>page</title>");
  await writeFile(join(bundle, "assets", "index-Ab_1.js"), "export {};");
  await writeFile(join(bundle, "secret"), "no type, never served");
  await writeFile(join(root, "secret.js"), "outside");
  await writeFile(join(root, "index.html"), "outside");
});

afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

const get = (url: string, method = "GET") => answerPage({ url, method }, bundle);

describe("the page's files", () => {
  it("are served with their type and the policy", () => {
    const page = get("app://bundle/index.html");
    expect(page.statusCode).toBe(200);
    expect(page.headers?.["content-type"]).toBe("text/html; charset=utf-8");
    expect(page.headers?.["content-security-policy"]).toBe(pagePolicy);
    expect(page.headers?.["x-content-type-options"]).toBe("nosniff");
    expect(String(page.data)).toContain("<title>page</title>");
    const script = get("app://bundle/assets/index-Ab_1.js?v=1#top");
    expect(script.statusCode).toBe(404);
    const plain = get("app://bundle/assets/index-Ab_1.js");
    expect([plain.statusCode, plain.headers?.["content-type"]]).toEqual([
      200,
      "text/javascript; charset=utf-8",
    ]);
  });

  it("are answered by GET alone", () => {
    for (const method of ["POST", "HEAD", "PUT", "DELETE"])
      expect(get("app://bundle/index.html", method).statusCode).toBe(404);
  });

  it("are 404 where there is none, where it is a folder or where its type is unknown", () => {
    for (const path of [
      "missing.js",
      "assets",
      "assets/",
      "secret",
      "index.html/x.js",
      `${"a/".repeat(3000)}a.js`,
    ]) {
      expect(get(`app://bundle/${path}`).statusCode, path).toBe(404);
    }
  });
});

describe("the policy", () => {
  it("S-05 allows no inline or foreign code, no network and no frames", () => {
    expect(pagePolicy).not.toMatch(/unsafe|\*|https?:|data:|blob:/);
    expect(pagePolicy).toContain("default-src 'none'");
    expect(pagePolicy).toContain("connect-src 'none'");
  });
});

const climbs = [
  "..",
  "%2e%2e",
  ".%2E",
  "%252e%252e",
  "..%2f",
  "..%5c",
  "..\\",
  "....//",
  "%c0%ae%c0%ae",
  "\u2025",
  "..;",
  ".",
  "",
  "\0",
  "%00",
  "C:",
  "~",
  "-",
  ".hidden",
];
const targets = [
  "secret.js",
  "index.html",
  "etc/passwd",
  "renderer/../secret.js",
  "secret.js%00.html",
  "secret.js\0.html",
];
const prefixes = [
  "app://bundle/",
  "app://bundle//",
  "app://bundle/assets/",
  "app://bundle\\",
  "app://BUNDLE/../",
  "app:///",
  "app://other/",
  "app://bundle@evil/",
  "app://bundle:80/",
  "file:///",
  "APP://bundle/../",
  "app://bundle//host/",
];

describe("1,000 URLs that try to leave the bundle", () => {
  it("S-02 are all 404, 1,000 of them", () => {
    const hostile = fc
      .tuple(
        fc.constantFrom(...prefixes),
        fc.array(fc.constantFrom(...climbs), { minLength: 1, maxLength: 6 }),
        fc.constantFrom("/", "%2f", "\\", "%5c", "//"),
        fc.constantFrom(...targets),
      )
      .map(([prefix, parts, separator, target]) => `${prefix}${parts.join(separator)}${separator}${target}`);
    fc.assert(
      fc.property(hostile, (url) => {
        expect(get(url).statusCode).toBe(404);
      }),
      { numRuns: 1_000, seed: 42 },
    );
  });

  it("yield no path even when they are parsed first", () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ["app"], withQueryParameters: true }), (url) => {
        const path = bundlePath(url);
        return path === null || !/(^|\/)\.|\\|\0|%/.test(path);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("thumbnails", () => {
  const image = new Uint8Array([1, 2, 3]);
  const known = async (id: string) => (id === "0a1b2c3d4e" ? image : null);

  it("are served by the upload's id", async () => {
    const reply = await answerThumbnail({ url: "thumb://upload/0a1b2c3d4e", method: "GET" }, known);
    expect([reply.status, reply.headers.get("content-type")]).toEqual([200, "image/webp"]);
    expect(new Uint8Array(await reply.arrayBuffer())).toEqual(image);
  });

  it("come large where the address says so", async () => {
    const asked: string[] = [];
    const source = async (id: string, picture: string) => {
      asked.push(`${picture} ${id}`);
      return image;
    };
    for (const picture of ["upload", "preview"])
      await answerThumbnail({ url: `thumb://${picture}/0a1b`, method: "GET" }, source);
    expect(asked).toEqual(["upload 0a1b", "preview 0a1b"]);
  });

  it("are empty where there is none, and 404 for anything that is not an id", async () => {
    const asked: string[] = [];
    const source = async (id: string) => {
      asked.push(id);
      return await known(id);
    };
    expect((await answerThumbnail({ url: "thumb://upload/zzz", method: "GET" }, source)).status).toBe(204);
    const urls = [
      "thumb://upload/../x",
      "thumb://upload/%2e%2e",
      "thumb://upload/",
      "thumb://other/0a1b2c3d4e",
      "thumb://preview/",
      "thumb://previewupload/0a1b2c3d4e",
      `thumb://upload/${"a".repeat(65)}`,
      "thumb://upload/0a1b2c3d4e/x",
    ];
    for (const url of urls) {
      expect((await answerThumbnail({ url, method: "GET" }, source)).status, url).toBe(404);
    }
    expect(asked).toEqual(["zzz"]);
  });
});
