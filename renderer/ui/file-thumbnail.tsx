import {
  FileArchive,
  FileAudio,
  FileCode,
  FileImage,
  FileSpreadsheet,
  FileText,
  FileVideo,
  type LucideIcon,
  File as PlainFile,
  Presentation,
} from "lucide-react";
import { use, useState } from "react";
import type { UploadView } from "../../electron/shared/upload";
import { type FileKind, fileKind } from "../format/file-kind";
import { PassingContext } from "./passing-context";

const icons: Readonly<Record<FileKind, LucideIcon>> = {
  archive: FileArchive,
  audio: FileAudio,
  code: FileCode,
  document: FileText,
  file: PlainFile,
  image: FileImage,
  presentation: Presentation,
  spreadsheet: FileSpreadsheet,
  video: FileVideo,
};

/** The picture of a file, or the sign of its kind when there is none (any more). Decoration: the name says it all. */
export function FileThumbnail(props: {
  readonly upload: UploadView;
  /** `large` shows it as it is kept (256 pixels), for a look at one file. */
  readonly size?: "row" | "large";
}) {
  const { upload, size = "row" } = props;
  const [isBroken, setIsBroken] = useState(false);
  const isPassing = use(PassingContext);
  if (upload.hasThumbnail && !isBroken && !isPassing) {
    return (
      <img
        className={`thumbnail thumbnail--${size}`}
        src={`thumb://upload/${encodeURIComponent(upload.id)}`}
        alt=""
        decoding="async"
        draggable={false}
        onError={() => setIsBroken(true)}
      />
    );
  }
  const Icon = icons[fileKind(upload.contentType)];
  return (
    <span className={`thumbnail thumbnail--icon thumbnail--${size}`} aria-hidden="true">
      <Icon size={size === "large" ? 56 : 18} strokeWidth={size === "large" ? 1 : 1.5} />
    </span>
  );
}
