import { expect, it } from "vitest";
import { fetchFeed } from "../../../../electron/main/updates/fetch-feed";
import { readFeed } from "../../../../electron/main/updates/signed-feed";
import { signFeed } from "../../../../scripts/package/sign-updates.mjs";
import { updateKeys } from "../../../package/update-server";

it("takes what a feed can hold, and nothing larger", async () => {
  const answering = (size: number) => async () => new Response("x".repeat(size));
  expect((await fetchFeed(answering(65_536), "http://h/f", 1_000)).length).toBe(65_536);
  await expect(fetchFeed(answering(65_537), "http://h/f", 1_000)).rejects.toThrow(
    "more than a feed can hold",
  );
  const refusing = async () => new Response("", { status: 503 });
  await expect(fetchFeed(refusing, "http://h/f", 1_000)).rejects.toThrow("answered 503");
});

it("S-35 believes no single changed character of a feed", () => {
  const { privateKey, publicKey } = updateKeys();
  const files = [{ url: "W.AppImage", sha512: `${"A".repeat(86)}==`, size: 5 }];
  const text = signFeed({ feed: "f", version: "1.0.0", releaseDate: "2026-01-01", files }, privateKey);
  expect(readFeed(text, "f", publicKey).version).toBe("1.0.0");
  const { signed, signature } = JSON.parse(text);
  for (let place = 0; place < signed.length; place += 1) {
    const changed = `${signed.slice(0, place)}${signed[place] === "1" ? "2" : "1"}${signed.slice(place + 1)}`;
    const forged = JSON.stringify({ signed: changed, signature });
    expect(() => readFeed(forged, "f", publicKey), changed).toThrow();
  }
});
