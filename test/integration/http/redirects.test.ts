import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AxiosHttpClient } from "../../../electron/engine/http/axios-http-client";
import { type FaultServer, faults, startFaultServer } from "../../servers/fault-server";
import {
  exchangeOptions,
  failureOf,
  get,
  makeFolder,
  openNewFile,
  rawPost,
  verdictOf,
} from "./client-fixture";

const credentials = {
  Authorization: "Bearer secret-1",
  "X-Auth-Token": "secret-2",
  "IM-CLIENT-KEY": "secret-3",
};

let folder: Awaited<ReturnType<typeof makeFolder>>;
let first: FaultServer;
let second: FaultServer;
const client = new AxiosHttpClient();

beforeAll(async () => {
  folder = await makeFolder();
});
afterAll(() => folder.remove());
beforeEach(async () => {
  first = await startFaultServer();
  second = await startFaultServer();
});
afterEach(async () => {
  client.close();
  await first.close();
  await second.close();
});

describe("a redirected GET", () => {
  for (const status of [301, 302, 303, 307, 308]) {
    it(`S-19 shows no credential to another origin after ${status}`, async () => {
      first.next(faults.redirect(`${second.origin}/elsewhere?X-Amz-Signature=abc`, status));
      const reply = await client.exchange(get(`${first.origin}/file`, credentials), exchangeOptions());
      expect(reply.url).toBe(`${second.origin}/elsewhere?X-Amz-Signature=abc`);
      expect(first.requests[0]?.headers["x-auth-token"]).toBe("secret-2");
      expect(second.requests).toHaveLength(1);
      expect(second.requests[0]?.head).not.toContain("secret");
    });
  }

  it("keeps its headers within the origin", async () => {
    first.next(faults.redirect("/new/place", 302));
    const reply = await client.exchange(get(`${first.origin}/old/place`, credentials), exchangeOptions());
    expect(reply.url).toBe(`${first.origin}/new/place`);
    expect(first.requests.map((request) => request.headers["im-client-key"])).toEqual([
      "secret-3",
      "secret-3",
    ]);
  });

  it("S-19 does not regain its credentials on the way back", async () => {
    first.next(faults.redirect(`${second.origin}/there`));
    second.next(faults.redirect(`${first.origin}/back`));
    await client.exchange(get(`${first.origin}/file`, credentials), exchangeOptions());
    expect(first.requests[1]?.head).not.toContain("secret");
  });

  it("is refused after five redirects", async () => {
    first.otherwise(faults.redirect("/again"));
    expect(await verdictOf(client.exchange(get(first.origin), exchangeOptions()))).toBe(
      "permanent/redirect-refused",
    );
    expect(first.requests).toHaveLength(6);
  });

  it("goes on to the download as well, without credentials", async () => {
    first.next(faults.redirect(`${second.origin}/bucket/file`));
    second.next(faults.reply(200, "the file"));
    const download = await client.download(get(`${first.origin}/file`, credentials), exchangeOptions());
    expect(Buffer.concat(await download.body.toArray()).toString()).toBe("the file");
    expect(second.requests[0]?.head).not.toContain("secret");
  });
});

describe("a redirected upload", () => {
  for (const status of [301, 302, 303, 307, 308]) {
    it(`S-19 of an upload is refused after ${status}, and the other server sees nothing`, async () => {
      first.next(faults.redirect(`${second.origin}/upload?token=secret-4`, status));
      const { source } = await openNewFile(folder.path, 5000);
      const plan = { ...rawPost(`${first.origin}/upload`), headers: credentials };
      const failure = await failureOf(client.exchange(plan, exchangeOptions({ file: source })));
      await source.close();
      expect([failure.class, failure.error.code, failure.error.httpStatus]).toEqual([
        "permanent",
        "redirect-refused",
        status,
      ]);
      expect(failure.message).toContain(`${second.origin}/upload`);
      expect(failure.message).not.toContain("secret");
      expect(second.connections()).toBe(0);
      expect(first.requests).toHaveLength(1);
    });
  }

  it("is refused within the same origin too", async () => {
    first.next(faults.redirect("/upload/"));
    const { source } = await openNewFile(folder.path, 5000);
    const exchanged = client.exchange(rawPost(`${first.origin}/upload`), exchangeOptions({ file: source }));
    expect(await verdictOf(exchanged)).toBe("permanent/redirect-refused");
    await source.close();
    expect(first.requests).toHaveLength(1);
  });
});
