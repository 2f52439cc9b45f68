import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { ReceiptDetail } from "../../../electron/shared/receipt-detail";
import { visibleName } from "../../format/names";
import { useStores } from "../../stores-context";
import { FileThumbnail } from "../../ui/file-thumbnail";
import { useFormats } from "../../ui/use-formats";
import { BrandMark } from "../navigation/brand-mark";
import { PreviewSheet } from "../uploads/preview-sheet";
import { Pair } from "./receipt-parts";

/** The paper's letterhead, and what it is about. */
export function ReceiptHead({ detail }: { readonly detail: ReceiptDetail }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { upload } = detail;
  return (
    <header className="receipt__head">
      <p className="receipt__letterhead">
        <span className="receipt__brand">
          <BrandMark />
          Waybill
        </span>
        <span className="receipt__number">{t("receipt.number", { number: upload.id })}</span>
      </p>
      <div className="receipt__subject">
        <Picture upload={upload} />
        <div className="receipt__title-lines">
          <h3 className="receipt__title">
            <bdi>{visibleName(upload.name)}</bdi>
          </h3>
          <p className="receipt__quiet">
            {formats.bytes(upload.size)} · <bdi>{upload.contentType}</bdi>
          </p>
        </div>
      </div>
    </header>
  );
}

/** The file's picture; where there is one, a press shows it large. */
function Picture({ upload }: Pick<ReceiptDetail, "upload">) {
  const { t } = useTranslation();
  const [isLarge, setLarge] = useState(false);
  if (!upload.hasThumbnail) return <FileThumbnail upload={upload} />;
  return (
    <>
      <button
        type="button"
        className="receipt__picture"
        aria-label={t("action.preview")}
        title={t("action.preview")}
        data-testid="receipt-picture"
        onClick={() => setLarge(true)}
      >
        <FileThumbnail upload={upload} />
      </button>
      {isLarge ? <PreviewSheet upload={upload} onClose={() => setLarge(false)} /> : null}
    </>
  );
}

/** From where, to where, with what, and when. */
export function ReceiptRoute({ detail }: { readonly detail: ReceiptDetail }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { upload, attempts, file } = detail;
  const { overview } = useStores();
  const service = useStore(overview, (state) => state.services.find((other) => other.id === upload.service));
  const below = upload.relativePath.includes("/")
    ? upload.relativePath.slice(0, upload.relativePath.lastIndexOf("/"))
    : null;
  const from = below ?? detail.folder;
  const firstTry = attempts[0];
  const options = Object.entries(upload.options).filter(([, value]) => value !== "");
  return (
    <dl className="pairs">
      <Pair name={t("receipt.from")} testId="receipt-from">
        {from === null ? t("receipt.unknownFolder") : <bdi>{visibleName(from)}</bdi>}
        {file === "there" ? null : (
          <span className="receipt__caution receipt__line">{t(`receipt.localFile.${file}`)}</span>
        )}
      </Pair>
      <Pair name={t("receipt.to")} testId="receipt-to">
        <bdi>{upload.destinationName}</bdi>
        <span className="receipt__quiet receipt__line">{service?.label ?? upload.service}</span>
      </Pair>
      {options.map(([key, value]) => (
        <Pair key={key} name={service?.uploadFields.find((field) => field.key === key)?.label ?? key}>
          <bdi>{visibleName(value)}</bdi>
        </Pair>
      ))}
      <Pair name={t("receipt.added")} testId="receipt-added">
        <time dateTime={upload.createdAt}>{formats.exactMoment(upload.createdAt)}</time>
      </Pair>
      {upload.completedAt === null ? null : (
        <Pair
          name={t(upload.state.kind === "canceled" ? "receipt.canceledAt" : "receipt.arrived")}
          testId="receipt-ended"
        >
          <time dateTime={upload.completedAt}>{formats.exactMoment(upload.completedAt)}</time>
          {firstTry === undefined || upload.state.kind === "canceled" ? null : (
            <span className="receipt__quiet receipt__line">
              {t("receipt.took", {
                time: formats.duration(Date.parse(upload.completedAt) - Date.parse(firstTry.startedAt)),
              })}
            </span>
          )}
        </Pair>
      )}
    </dl>
  );
}
