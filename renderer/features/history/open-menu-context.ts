import { createContext } from "react";
import type { UploadView } from "../../../electron/shared/upload";
import type { Point } from "../uploads/list-props";

/** Opens the one menu of the list at a row's button; a menu per row would be drawn for nothing. */
export const OpenMenuContext = createContext<(upload: UploadView, at: Point) => void>(() => {});
