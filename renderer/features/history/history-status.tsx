import { Ban, CircleCheck, CircleCheckBig, CircleDot } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { UploadView } from "../../../electron/shared/upload";
import { changesWithTime, linkState } from "../../format/links";
import { useStores } from "../../stores-context";
import { useFormats } from "../../ui/use-formats";
import { useNow } from "../../ui/use-now";

const verifiedIcons = { hash: CircleCheckBig, size: CircleCheck, none: CircleDot } as const;

/** What became of an upload: when, how it was verified, and how its link stands. */
export function HistoryStatus({ upload }: { readonly upload: UploadView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const nowMs = useNow(changesWithTime(upload.receipt));
  const localFile = upload.receipt?.localFile;
  const endedAt = upload.completedAt ?? upload.createdAt;
  return (
    <span className="outcome">
      <HistoryVerdict upload={upload} />
      <span className="outcome__facts">
        <time dateTime={endedAt} title={formats.fullMoment(endedAt)}>
          {formats.moment(endedAt, nowMs)}
        </time>
        {localFile === undefined ? null : <span>{t(`localFile.${localFile}`)}</span>}
        <LinkWords upload={upload} nowMs={nowMs} />
      </span>
    </span>
  );
}

/** Whether an upload arrived, and how that was proved, in a word with its sign. */
export function HistoryVerdict({ upload }: { readonly upload: UploadView }) {
  const { t } = useTranslation();
  const isCanceled = upload.state.kind === "canceled";
  const verified = upload.receipt?.verified ?? "none";
  const Icon = isCanceled ? Ban : verifiedIcons[verified];
  const tone = isCanceled ? "quiet" : verified === "none" ? "caution" : "good";
  return (
    <span className={`status status--${tone}`}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
      <span className="status__word" data-testid="row-verified">
        {isCanceled ? t(`state.${canceledWord(upload)}`) : t(`verified.${verified}`)}
      </span>
    </span>
  );
}

/** Canceled in time, or when the file may have been there already. */
export function canceledWord({ state }: UploadView): "canceled" | "canceledLate" {
  return state.kind === "canceled" && state.mayHaveArrived === true ? "canceledLate" : "canceled";
}

function LinkWords({ upload, nowMs }: { readonly upload: UploadView; readonly nowMs: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const link = linkState(upload.receipt, nowMs);
  const capability = useStore(
    useStores().overview,
    (state) =>
      state.services.find((service) => service.id === upload.service)?.capabilities.link ?? "needs-headers",
  );
  if (upload.state.kind === "canceled") return null;
  switch (link.kind) {
    case "ending":
      return <span>{t("link.ending", { time: formats.countdown(link.remainingMs) })}</span>;
    case "until":
      return <span>{t("link.until", { moment: formats.moment(link.endsAt, nowMs) })}</span>;
    case "expired":
      return <span className="outcome__expired">{t("link.expired")}</span>;
    case "id-only":
      return <span>{t("link.idOnly")}</span>;
    case "none":
      return <span>{t("link.none")}</span>;
    case "removed":
      return (
        <span
          className="outcome__expired"
          title={formats.fullMoment(link.removedAt)}
          data-testid="row-removed"
        >
          {t("link.removed", { moment: formats.moment(link.removedAt, nowMs) })}
        </span>
      );
    case "lasting":
      return link.link.opensInBrowser ? null : <span>{t(`link.closed.${capability}`)}</span>;
  }
}
