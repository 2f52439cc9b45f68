import { createPrivateKey, sign } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/**
 * What is offered to copies that update themselves (electron/main/updates/signed-feed.ts reads it).
 * @typedef {object} Feed
 * @property {string} feed its own name
 * @property {string} version
 * @property {string} releaseDate
 * @property {number} [stagingPercentage]
 * @property {{ url: string, sha512: string, size: number, blockMapSize?: number }[]} files
 */

/** electron-builder's notes of what it made, and the feeds that are made of them. @type {Readonly<Record<string, string>>} */
const feedOf = {
  "latest.yml": "updates-win32.json",
  "latest-mac.yml": "updates-darwin.json",
  "latest-linux.yml": "updates-linux-x64.json",
  "latest-linux-arm64.yml": "updates-linux-arm64.json",
};

/**
 * A feed with its signature, as it lies on the server. The signed text travels as it was signed, so that nobody has to write it
 * the same way again.
 * @param {Feed} feed
 * @param {string} privateKey Ed25519, PKCS#8 PEM
 * @returns {string}
 */
export function signFeed(feed, privateKey) {
  const key = createPrivateKey(privateKey);
  if (key.asymmetricKeyType !== "ed25519") throw new Error("The key for updates must be an Ed25519 key.");
  const signed = JSON.stringify(feed);
  return `${JSON.stringify({ signed, signature: sign(null, Buffer.from(signed), key).toString("base64") })}\n`;
}

/**
 * Makes signed feeds of the notes in a folder.
 * @param {string} folder
 * @param {{ privateKey: string, stagingPercentage: number | null }} options
 * @returns {string[]} names of the feeds
 */
export function signUpdates(folder, { privateKey, stagingPercentage }) {
  return readdirSync(folder).flatMap((name) => {
    const feed = feedOf[name];
    if (feed === undefined) return [];
    const { version, releaseDate, files } = parse(readFileSync(join(folder, name), "utf8"));
    const listed = /** @type {Feed["files"]} */ (files).map(({ url, sha512, size, blockMapSize }) => ({
      ...{ url, sha512, size },
      ...(blockMapSize === undefined ? {} : { blockMapSize }),
    }));
    const staged = stagingPercentage === null ? {} : { stagingPercentage };
    const text = signFeed({ feed, version, releaseDate, ...staged, files: listed }, privateKey);
    writeFileSync(join(folder, feed), text);
    return [feed];
  });
}
