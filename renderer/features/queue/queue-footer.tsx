import { Pause, Play } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { leftCount } from "../../stores/overview-store";
import { totalSpeed } from "../../stores/progress-store";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { useFormats } from "../../ui/use-formats";
import { BandwidthMenu } from "./bandwidth-menu";
import { bytesToSend } from "./bytes-left";

/** The queue in one line: how much is left, how fast it goes, how long it takes; and both switches for all. */
export function QueueFooter() {
  const { t } = useTranslation();
  const { overview, commands } = useStores();
  const counts = useStore(overview, (state) => state.counts);
  const formats = useFormats();
  const left = leftCount(counts);
  const leftWords =
    left === 0 ? t("footer.nothingLeft") : t("footer.left", { count: left, number: formats.count(left) });
  const running = counts.queued + counts.preparing + counts.uploading + counts.waiting;
  return (
    <footer className="queue-footer">
      <p className="queue-footer__facts">
        <span className="queue-footer__left" title={leftWords} data-testid="queue-left">
          {leftWords}
        </span>
        <QueueFlow />
      </p>
      <div className="queue-footer__actions">
        <BandwidthMenu />
        {running === 0 ? null : (
          <Button
            tone="quiet"
            isCompact
            icon={Pause}
            testId="pause-all"
            onPress={() => void commands.actOnQueue("pause")}
          >
            {t("footer.pauseAll")}
          </Button>
        )}
        {counts.paused === 0 ? null : (
          <Button
            tone="quiet"
            isCompact
            icon={Play}
            testId="resume-all"
            onPress={() => void commands.actOnQueue("resume")}
          >
            {t("footer.resumeAll")}
          </Button>
        )}
      </div>
    </footer>
  );
}

/** Bytes, speed and time of what is being sent; drawn again twice a second, so it stands alone. */
function QueueFlow() {
  const { t } = useTranslation();
  const { queue, progress } = useStores();
  const formats = useFormats();
  const calm = useStore(progress, (state) => state.calm);
  const speed = useStore(progress, totalSpeed);
  const bytes = useStore(queue, (state) => bytesToSend(state.bytesLeft, calm));
  const facts = {
    bytes: bytes === 0 ? null : formats.bytes(bytes),
    speed: speed === 0 ? null : formats.speed(speed),
    time:
      bytes === 0 || speed === 0 ? null : t("row.left", { time: formats.duration((bytes / speed) * 1000) }),
  };
  return Object.entries(facts).map(([name, words]) =>
    words === null ? null : (
      <span key={name} className={`queue-footer__${name}`} title={words} data-testid={`queue-${name}`}>
        {words}
      </span>
    ),
  );
}
