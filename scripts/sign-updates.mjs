// Signs what a release offers to copies that update themselves: `node scripts/sign-updates.mjs FOLDER [--staging=PERCENT]`.
// The private key comes in WAYBILL_UPDATE_KEY (PKCS#8 PEM) and is never written anywhere.
import { signUpdates } from "./package/sign-updates.mjs";

const [folder = "dist", ...options] = process.argv.slice(2);
const staging = options.find((word) => word.startsWith("--staging="))?.slice("--staging=".length);
const percent = staging === undefined || staging === "" ? null : Number(staging);
const privateKey = process.env["WAYBILL_UPDATE_KEY"];
if (!privateKey) {
  process.stderr.write("waybill: WAYBILL_UPDATE_KEY holds no key; without one nothing updates itself.\n");
  process.exitCode = 2;
} else if (percent !== null && !(percent >= 0 && percent <= 100)) {
  process.stderr.write("waybill: --staging takes a percentage from 0 to 100.\n");
  process.exitCode = 2;
} else {
  const feeds = signUpdates(folder, { privateKey, stagingPercentage: percent });
  process.stdout.write(
    feeds.length === 0 ? "No notes of electron-builder's to sign.\n" : `${feeds.join("\n")}\n`,
  );
  if (feeds.length === 0) process.exitCode = 1;
}
