import { useTranslation } from "react-i18next";
import type { Attempt } from "../../../electron/shared/upload";
import { useFormats } from "../../ui/use-formats";
import { useSentence } from "../../ui/use-sentence";
import { ReceiptCaption } from "./receipt-parts";

const tones: Readonly<Record<NonNullable<Attempt["outcome"]> | "running", string>> = {
  completed: "good",
  failed: "trouble",
  unconfirmed: "caution",
  waiting: "quiet",
  queued: "quiet",
  paused: "quiet",
  canceled: "quiet",
  running: "active",
};

/** Every try at sending, oldest first: when, how long, and what came of it. */
export function ReceiptTimeline(props: {
  readonly attempts: readonly Attempt[];
  /** Whether the last attempt, if it has no end, is running now; otherwise it was cut off. */
  readonly isRunning: boolean;
}) {
  const { t } = useTranslation();
  const { attempts, isRunning } = props;
  if (attempts.length === 0) return <p className="receipt__quiet">{t("receipt.noAttempt")}</p>;
  return (
    <>
      <ReceiptCaption>{t("receipt.attempts", { count: attempts.length })}</ReceiptCaption>
      <ol className="timeline" data-testid="receipt-timeline">
        {attempts.map((attempt, index) => (
          <OneAttempt
            key={attempt.number}
            attempt={attempt}
            isRunning={isRunning && index === attempts.length - 1 && attempt.endedAt === null}
          />
        ))}
      </ol>
    </>
  );
}

function OneAttempt({ attempt, isRunning }: { readonly attempt: Attempt; readonly isRunning: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const say = useSentence();
  const { startedAt, endedAt, outcome, reason, error } = attempt;
  const tone = isRunning ? "running" : (outcome ?? "queued");
  const words = isRunning
    ? t("receipt.tried.running")
    : outcome === null
      ? t("receipt.tried.cutOff")
      : reason === null
        ? t(`receipt.tried.${outcome}`)
        : t(`receipt.waited.${reason}`);
  const tookMs = endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt);
  return (
    <li className={`timeline__item timeline__item--${tones[tone]}`} data-outcome={tone}>
      <span className="timeline__head">
        <time dateTime={startedAt} title={formats.fullMoment(startedAt)}>
          {formats.exactTime(startedAt)}
        </time>
        <span className="timeline__words">{words}</span>
        {tookMs === null || tookMs < 0 ? null : (
          <span className="timeline__took">{formats.duration(tookMs)}</span>
        )}
      </span>
      {error === null ? null : <span className="timeline__error">{say(error.message)}</span>}
    </li>
  );
}
