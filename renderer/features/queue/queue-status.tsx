import {
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CirclePause,
  Clock,
  Hourglass,
  KeyRound,
  type LucideIcon,
  OctagonX,
  WifiOff,
} from "lucide-react";
import { useLayoutEffect, useRef } from "react";
import { useStore } from "zustand";
import type { UploadState, UploadView } from "../../../electron/shared/upload";
import { sendingPercent } from "../../format/percent";
import type { ProgressState } from "../../stores/progress-store";
import { useStores } from "../../stores-context";
import { moveProgressBar, ProgressBar } from "../../ui/progress-bar";
import { useFormats } from "../../ui/use-formats";
import { useNow } from "../../ui/use-now";
import { useWords } from "../../ui/use-words";

/** How an upload of the queue stands: a bar while it is sent, else a sign and a word. */
export function QueueStatus({ upload }: { readonly upload: UploadView }) {
  const { t } = useWords();
  const { state } = upload;
  switch (state.kind) {
    case "uploading":
      return <SendingStatus upload={upload} />;
    case "waiting":
      return <WaitingStatus state={state} />;
    case "preparing":
      return (
        <Status icon={CircleDashed} tone="active">
          {t("state.preparing")}
        </Status>
      );
    case "paused":
      return (
        <Status icon={CirclePause} tone="quiet">
          {t("state.paused")}
        </Status>
      );
    case "completed":
      return (
        <Status icon={CircleCheck} tone="good">
          {t("state.completed")}
        </Status>
      );
    case "failed":
      return (
        <Status icon={OctagonX} tone="trouble">
          {t("state.failed")}
        </Status>
      );
    case "unconfirmed":
      return (
        <Status icon={CircleHelp} tone="caution">
          {t("state.unconfirmed")}
        </Status>
      );
    default:
      if (upload.heldBy !== undefined) return <WaitingStatus state={upload.heldBy} />;
      return (
        <Status icon={Clock} tone="quiet">
          {t("state.queued")}
        </Status>
      );
  }
}

function Status(props: {
  readonly icon: LucideIcon;
  readonly tone: "active" | "quiet" | "good" | "caution" | "trouble";
  readonly children: string;
  readonly countdown?: string | null;
}) {
  const Icon = props.icon;
  const countdown = props.countdown ?? null;
  return (
    <span className={countdown === null ? `status status--${props.tone}` : "status status--counting"}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
      <span className="status__word" title={props.children}>
        {props.children}
      </span>
      {countdown === null ? null : <span className="status__countdown">{countdown}</span>}
    </span>
  );
}

function SendingStatus({ upload }: { readonly upload: UploadView }) {
  const { t } = useWords();
  const { progress } = useStores();
  const formats = useFormats();
  const calm = useStore(progress, (state) => state.calm.get(upload.id));
  const bytesPerSecond = calm?.bytesPerSecond ?? null;
  const remainingMs = calm?.remainingMs ?? null;
  // All bytes are on their way; what is awaited now is the server's receipt.
  const isAwaitingReceipt = calm !== undefined && calm.bytesTotal > 0 && calm.bytesSent >= calm.bytesTotal;
  return (
    <span className="sending">
      <SendingBar upload={upload} />
      <span className="sending__facts">
        {isAwaitingReceipt ? (
          <span>{t("row.awaitingReceipt")}</span>
        ) : (
          <>
            <span>{bytesPerSecond === null ? t("state.uploading") : formats.speed(bytesPerSecond)}</span>
            {remainingMs === null ? null : (
              <span>{t("row.left", { time: formats.duration(remainingMs) })}</span>
            )}
          </>
        )}
      </span>
    </span>
  );
}

/** The bar follows every announcement, past React: fifty of them move together and must cost next to nothing. */
function SendingBar({ upload }: { readonly upload: UploadView }) {
  const { t } = useWords();
  const { progress } = useStores();
  const formats = useFormats();
  const bar = useRef<HTMLSpanElement>(null);
  const number = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    let shown = -1;
    const show = ({ live }: ProgressState): void => {
      const now = live.get(upload.id);
      const percent = now === undefined ? 0 : sendingPercent(now);
      moveProgressBar(
        bar.current,
        now === undefined ? 0 : Math.min(0.99, now.bytesSent / Math.max(1, now.bytesTotal)),
        live.size,
      );
      if (percent === shown) return;
      shown = percent;
      bar.current?.setAttribute("aria-valuenow", String(percent));
      if (number.current !== null) number.current.textContent = formats.percent(percent);
    };
    show(progress.getState());
    return progress.subscribe((state, before) => {
      if (state.live.get(upload.id) !== before.live.get(upload.id)) show(state);
    });
  }, [progress, upload.id, formats]);
  return (
    <span className="sending__bar">
      <ProgressBar bar={bar} label={t("row.progress", { name: upload.name })} />
      <span ref={number} className="sending__percent" aria-hidden="true" />
    </span>
  );
}

const waitingIcons: Readonly<Record<WaitingState["reason"], LucideIcon>> = {
  "back-off": Hourglass,
  "rate-limit": Hourglass,
  offline: WifiOff,
  auth: KeyRound,
};

type WaitingState = Extract<UploadState, { kind: "waiting" }>;

function WaitingStatus({ state }: { readonly state: Omit<WaitingState, "kind"> }) {
  const { t } = useWords();
  const formats = useFormats();
  const nowMs = useNow(state.until !== null);
  const remainingMs = state.until === null ? null : state.until - nowMs;
  const words = t(
    `waiting.${state.error?.code === "proxy" && state.reason === "auth" ? "proxy" : state.reason}`,
  );
  const countdown =
    remainingMs === null ? null : remainingMs > 0 ? formats.countdown(remainingMs) : t("waiting.now");
  return (
    <Status
      icon={waitingIcons[state.reason]}
      tone={state.reason === "auth" ? "caution" : "quiet"}
      countdown={countdown}
    >
      {words}
    </Status>
  );
}
