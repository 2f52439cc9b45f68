import { Gauge } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { type MenuChoice, PointMenu } from "../../ui/point-menu";
import { below } from "../../ui/point-of";
import { Sheet } from "../../ui/sheet";
import { useFormats } from "../../ui/use-formats";

const megabyte = 1_000_000;
/** Limits that people choose, bytes per second. */
const usualLimits: readonly number[] = [1, 5, 20].map((megabytes) => megabytes * megabyte);

/** The bandwidth limit at a glance, and a menu to change it. */
export function BandwidthMenu() {
  const { t } = useTranslation();
  const { settings } = useStores();
  const formats = useFormats();
  const limit = useStore(settings, (state) => state.settings?.bandwidthBytesPerSecond ?? null);
  const [at, setAt] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const set = (bandwidthBytesPerSecond: number | null) => async () => {
    await settings.change({ bandwidthBytesPerSecond });
  };
  const isOwn = limit !== null && !usualLimits.includes(limit);
  const entries: MenuChoice[] = [
    { id: "limit-off", words: t("bandwidth.off"), isCurrent: limit === null, run: set(null) },
    ...usualLimits.map((bytes) => ({
      id: `limit-${bytes / megabyte}`,
      words: formats.speed(bytes),
      isCurrent: limit === bytes,
      run: set(bytes),
    })),
    {
      id: "limit-own",
      words: isOwn ? t("bandwidth.ownNow", { speed: formats.speed(limit) }) : t("bandwidth.own"),
      isCurrent: isOwn,
      run: () => setIsAsking(true),
    },
  ];
  const words = limit === null ? t("bandwidth.none") : formats.speed(limit);
  return (
    <>
      <span className={limit === null ? "bandwidth" : "bandwidth bandwidth--limited"}>
        <Button
          tone="quiet"
          isCompact={limit === null}
          icon={Gauge}
          testId="bandwidth"
          label={t("bandwidth.label", { limit: words })}
          hasMenu
          onPress={(event) => setAt(below(event.currentTarget))}
        >
          {words}
        </Button>
      </span>
      {at === null ? null : (
        <PointMenu title={t("bandwidth.title")} at={at} entries={entries} onClose={() => setAt(null)} />
      )}
      {isAsking ? <OwnLimit limit={limit} onClose={() => setIsAsking(false)} onSet={set} /> : null}
    </>
  );
}

function OwnLimit(props: {
  readonly limit: number | null;
  readonly onClose: () => void;
  readonly onSet: (bytesPerSecond: number) => () => Promise<void>;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(props.limit === null ? "" : String(props.limit / megabyte));
  const megabytes = Number(text.replace(",", "."));
  const isUsable = megabytes >= leastMegabytes && megabytes <= mostMegabytes;
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isUsable) return;
    props.onClose();
    void props.onSet(Math.round(megabytes * megabyte))();
  };
  return (
    <Sheet title={t("bandwidth.title")} onClose={props.onClose} testId="own-limit">
      <form className="sheet__form" noValidate onSubmit={onSubmit}>
        <div className="sheet__body">
          <label className="field">
            <span className="field__label">{t("bandwidth.field")}</span>
            <input
              className="field__input"
              inputMode="decimal"
              // biome-ignore lint/a11y/noAutofocus: the sheet has this one field, and was opened to fill it in.
              autoFocus
              value={text}
              onChange={(event) => setText(event.target.value)}
              data-testid="own-limit-field"
            />
          </label>
        </div>
        <footer className="sheet__footer">
          <Button onPress={props.onClose}>{t("common.cancel")}</Button>
          <Button type="submit" tone="primary" isDisabled={!isUsable} testId="own-limit-set">
            {t("bandwidth.set")}
          </Button>
        </footer>
      </form>
    </Sheet>
  );
}

/** What the settings take (shared/settings.ts: at least 1 kB/s), and what no line exceeds. */
const leastMegabytes = 0.002;
const mostMegabytes = 100_000;
