import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { Notice } from "../stores/notice-store";
import { useStores } from "../stores-context";
import { Button } from "./button";
import { IconButton } from "./icon-button";
import { useFormats } from "./use-formats";
import { useSentence } from "./use-sentence";

/** Says shortly what was just done, or what could not be. */
export function NoticeBar() {
  const notice = useStore(useStores().notices, (state) => state.notice);
  return (
    <div className="notice-place" role="status">
      {notice === null ? null : <OpenNotice notice={notice} />}
    </div>
  );
}

function OpenNotice({ notice }: { readonly notice: Notice }) {
  const { t } = useTranslation();
  const { notices } = useStores();
  const formats = useFormats();
  const say = useSentence();
  const { bytes, bytesBefore, count, message } = notice.values;
  const { action } = notice;
  const Icon = notice.tone === "good" ? CircleCheck : CircleAlert;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a hand on the message only keeps it in view.
    <div
      className={`notice notice--${notice.tone}`}
      data-testid="notice"
      onPointerEnter={notices.hold}
      onPointerLeave={notices.letGo}
      onFocus={notices.hold}
      onBlur={notices.letGo}
    >
      <Icon className="notice__icon" size={16} strokeWidth={1.75} aria-hidden="true" />
      <div className="notice__words">
        <p>
          {t(notice.key, {
            ...notice.values,
            message: typeof message === "string" ? say(message) : "",
            number: typeof count === "number" ? formats.count(count) : "",
            size: typeof bytes === "number" ? formats.bytes(bytes) : "",
            exact: typeof bytes === "number" ? formats.count(bytes) : "",
            before: typeof bytesBefore === "number" ? formats.count(bytesBefore) : "",
          })}
        </p>
        {notice.details.length === 0 ? null : (
          <ul className="notice__details">
            {notice.details.map(({ name, reason }) => (
              <li key={`${name} ${reason}`}>
                <bdi>{name}</bdi>: {say(reason)}
              </li>
            ))}
          </ul>
        )}
      </div>
      {action === undefined ? null : (
        <Button
          isSmall
          testId="notice-action"
          onPress={() => {
            notices.dismiss();
            document.querySelector<HTMLElement>("[role=grid]")?.focus({ preventScroll: true });
            action.run();
          }}
        >
          {t(action.key)}
        </Button>
      )}
      <IconButton icon={X} label={t("common.dismiss")} onPress={() => notices.dismiss()} />
    </div>
  );
}
