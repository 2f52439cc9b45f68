import { describe, expect, it } from "vitest";
import { wireName } from "../../electron/engine/files/safe-name";
import type { NameEncoding } from "../../electron/engine/http/http-client";
import { adapterFor } from "../../electron/engine/services/index";
import { AdapterBench, TestFolder } from "../helpers/run-adapter";
import { fileAsReceived, type SeenRequest, startStrictServer } from "../servers/strict-server";

/** What a receiver makes of a name, as the table of services.md 0.1 has them: UTF-8 as Rocket.Chat, Latin-1 as most others. */
type Charset = "utf8" | "latin1";

const mojibake = (name: string) => Buffer.from(name, "utf8").toString("latin1");

async function received(name: string, nameEncoding: NameEncoding): Promise<SeenRequest> {
  const seen: SeenRequest[] = [];
  const server = await startStrictServer((request, response) => {
    seen.push(request);
    response.writeHead(500).end();
  });
  const folder = await TestFolder.make();
  const settings = { baseUrl: server.baseUrl, bucket: "b", nameEncoding };
  const bench = new AdapterBench(adapterFor("imkit"), settings, { token: "t", clientKey: "k" });
  await bench.upload(await folder.file(Buffer.from("x")), { roomID: "r" }, { name });
  bench.close();
  await server.close();
  await folder.remove();
  const [request] = seen;
  if (request === undefined) throw new Error("nothing was sent");
  return request;
}

describe.each<[NameEncoding, Charset, (safe: string) => string]>([
  ["utf8", "utf8", (safe) => safe],
  ["utf8", "latin1", mojibake],
  ["utf8+filename*", "utf8", (safe) => safe],
  ["utf8+filename*", "latin1", (safe) => safe],
  ["percent", "utf8", encodeURIComponent],
  ["percent", "latin1", encodeURIComponent],
])("a name written as %s, for a receiver that reads %s", (encoding, charset, expected) => {
  it.each([
    ['a"b.txt', "a_b.txt"],
    ["line\nbreak.txt", "line_break.txt"],
    ["crlf\r\nX-Evil: 1.txt", "crlf__X-Evil: 1.txt"],
    ["über 文件 😀.txt", "über 文件 😀.txt"],
    ["a\\b.txt", "a_b.txt"],
    ["../../etc/passwd", ".._.._etc_passwd"],
    ["a%22b.txt", "a%22b.txt"],
    ['a\\"b.txt', "a__b.txt"],
    ["", "file"],
  ])("%j arrives whole, as a file, and can't become a path", async (name, safe) => {
    expect(wireName(name)).toBe(safe);
    const request = await received(name, encoding);
    const file = await fileAsReceived(request, charset);
    expect(file).toMatchObject({ name: expected(safe), content: Buffer.from("x") });
  });
});
