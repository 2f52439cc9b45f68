import { expect, it } from "vitest";
import { type KindFacts, packageKind } from "../../../electron/main/package-kind";
import { updateObstacle } from "../../../electron/main/updates/obstacle";

const appImage: KindFacts = {
  isPackaged: true,
  platform: "linux",
  environment: { APPIMAGE: "/home/u/Waybill.AppImage", APPDIR: "/tmp/.mount_W" },
  executable: "/tmp/.mount_W/waybill-app",
  note: null,
};
const deb = { executable: "/opt/Waybill/waybill-app", note: "deb" };
const portable = { platform: "win32", environment: { PORTABLE_EXECUTABLE_FILE: "E:\\W.exe" } } as const;

it.each<[string, Partial<KindFacts>, ReturnType<typeof packageKind>, ReturnType<typeof updateObstacle>]>([
  ["an AppImage", {}, "AppImage", null],
  ["an installed program on Windows", { platform: "win32", environment: {} }, "installed", null],
  ["an app on macOS", { platform: "darwin", environment: {} }, "installed", null],
  ["a checkout", { isPackaged: false }, "checkout", "checkout"],
  ["a deb", { ...deb, environment: {} }, "deb", "package-manager"],
  ["an rpm started from an AppImage's terminal", { ...deb, note: "rpm" }, "rpm", "package-manager"],
  ["an unpacked archive", { executable: "/home/u/w/waybill-app", environment: {} }, "archive", "unpacked"],
  ["an archive started from an AppImage's terminal", { executable: "/home/u/w/w" }, "archive", "unpacked"],
  ["the portable program", portable, "portable", "unpacked"],
])("%s", (_name, facts, kind, obstacle) => {
  const found = packageKind({ ...appImage, ...facts });
  expect(found).toBe(kind);
  expect(updateObstacle(found, true)).toBe(obstacle);
});

it("a package whose makers named no place of updates looks nowhere", () => {
  expect(updateObstacle("AppImage", false)).toBe("no-source");
  expect(updateObstacle("installed", false)).toBe("no-source");
  expect(updateObstacle("deb", false)).toBe("package-manager");
});
