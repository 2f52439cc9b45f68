import { Ban, CircleCheck, CircleCheckBig, CircleDot } from "lucide-react";
import { useStore } from "zustand";
import type { UploadView } from "../../../electron/shared/upload";
import { changesWithTime, linkState } from "../../format/links";
import { useStores } from "../../stores-context";
import { useFormats } from "../../ui/use-formats";
import { useNow } from "../../ui/use-now";
import { useWords } from "../../ui/use-words";

const verifiedIcons = { hash: CircleCheckBig, size: CircleCheck, none: CircleDot } as const;

/** What became of an upload: when, how it was verified, and how its link stands. */
export function HistoryStatus({ upload }: { readonly upload: UploadView }) {
  const { t } = useWords();
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
        {localFile === undefined ? null : <Fact>{t(`localFile.${localFile}`)}</Fact>}
        <LinkWords upload={upload} nowMs={nowMs} />
      </span>
    </span>
  );
}

/** Whether an upload arrived, and how that was proved, in a word with its sign. */
export function HistoryVerdict({ upload }: { readonly upload: UploadView }) {
  const { t } = useWords();
  const isCanceled = upload.state.kind === "canceled";
  const verified = upload.receipt?.verified ?? "none";
  const Icon = isCanceled ? Ban : verifiedIcons[verified];
  const tone = isCanceled ? "quiet" : verified === "none" ? "caution" : "good";
  const words = isCanceled ? t(`state.${canceledWord(upload)}`) : t(`verified.${verified}`);
  return (
    <span className={`status status--${tone}`}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
      <span className="status__word" title={words} data-testid="row-verified">
        {words}
      </span>
    </span>
  );
}

/** Canceled in time, or when the file may have been there already. */
export function canceledWord({ state }: UploadView): "canceled" | "canceledLate" {
  return state.kind === "canceled" && state.mayHaveArrived === true ? "canceledLate" : "canceled";
}

function LinkWords({ upload, nowMs }: { readonly upload: UploadView; readonly nowMs: number }) {
  const { t } = useWords();
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
      return <Fact>{t("link.ending", { time: formats.countdown(link.remainingMs) })}</Fact>;
    case "until":
      return <Fact>{t("link.until", { moment: formats.moment(link.endsAt, nowMs) })}</Fact>;
    case "expired":
      return <Fact isCaution>{t("link.expired")}</Fact>;
    case "id-only":
      return <Fact>{t("link.idOnly")}</Fact>;
    case "none":
      return <Fact>{t("link.none")}</Fact>;
    case "removed":
      return (
        <Fact isCaution title={formats.fullMoment(link.removedAt)} testId="row-removed">
          {t("link.removed", { moment: formats.moment(link.removedAt, nowMs) })}
        </Fact>
      );
    case "lasting":
      return link.link.opensInBrowser ? null : <Fact>{t(`link.closed.${capability}`)}</Fact>;
  }
}

/** A few words on a line that may be too short for them: the whole of them shows under the pointer. */
function Fact(props: {
  readonly children: string;
  readonly isCaution?: boolean;
  readonly title?: string;
  readonly testId?: string;
}) {
  return (
    <span
      className={props.isCaution === true ? "outcome__expired" : undefined}
      title={props.title ?? props.children}
      data-testid={props.testId}
    >
      {props.children}
    </span>
  );
}
