import { useState } from "react";
import type { UploadView } from "../../electron/shared/upload";
import { FileThumbnail } from "./file-thumbnail";

/** The picture of a file as large as there is room, or what a list shows of it where it can't be had. Decoration, as there. */
export function FilePreview({ upload }: { readonly upload: UploadView }) {
  const [state, setState] = useState<"loading" | "there" | "missing">("loading");
  if (!upload.hasThumbnail || state === "missing") return <FileThumbnail upload={upload} size="large" />;
  return (
    <img
      className="preview__image"
      data-state={state}
      src={`thumb://preview/${encodeURIComponent(upload.id)}`}
      alt=""
      decoding="async"
      draggable={false}
      onLoad={() => setState("there")}
      onError={() => setState("missing")}
    />
  );
}
