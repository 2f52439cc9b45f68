import type { UploadView } from "../../../electron/shared/upload";
import { visibleName } from "../../format/names";
import { useFormats } from "../../ui/use-formats";
import { useWords } from "../../ui/use-words";
import { RowMark } from "./row-mark";

/** The quiet second line of a row: where to, how large, and what is worth knowing about names. */
export function DestinationLine({ upload }: { readonly upload: UploadView }) {
  const { t } = useWords();
  const formats = useFormats();
  const folder = upload.relativePath.includes("/")
    ? upload.relativePath.slice(0, upload.relativePath.lastIndexOf("/"))
    : null;
  const storedName = upload.receipt?.storedName ?? null;
  // macOS writes names decomposed; a server that composes them stored the same name.
  const isRenamed = storedName !== null && storedName.normalize("NFC") !== upload.name.normalize("NFC");
  return (
    <span className="facts">
      <RowMark upload={upload} />
      <bdi className="facts__item" title={upload.destinationName}>
        {upload.destinationName}
      </bdi>
      <span className="facts__item facts__item--fixed">{formats.bytes(upload.size)}</span>
      {folder === null ? null : (
        <span className="facts__item facts__item--folder" title={visibleName(upload.relativePath)}>
          {t("row.inFolder")} <bdi>{visibleName(folder)}</bdi>
        </span>
      )}
      {isRenamed ? (
        <span className="facts__item facts__item--renamed" title={visibleName(storedName)}>
          {t("row.storedAs")} <bdi>{visibleName(storedName)}</bdi>
        </span>
      ) : null}
    </span>
  );
}
