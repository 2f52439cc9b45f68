import type { UpdateObstacle } from "../../shared/updates";
import type { PackageKind } from "../package-kind";

const byKind: Readonly<Record<PackageKind, UpdateObstacle | null>> = {
  checkout: "checkout",
  deb: "package-manager",
  rpm: "package-manager",
  archive: "unpacked",
  portable: "unpacked",
  // These replace their own files alone.
  AppImage: null,
  installed: null,
};

/** Why a copy does not update itself; null when it does. `hasSource`: its makers named a place of updates and a key. */
export function updateObstacle(kind: PackageKind, hasSource: boolean): UpdateObstacle | null {
  return byKind[kind] ?? (hasSource ? null : "no-source");
}
