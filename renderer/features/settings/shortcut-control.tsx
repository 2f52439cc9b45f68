import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSurroundings } from "../../stores-context";
import { IconButton } from "../../ui/icon-button";
import { acceleratorOf } from "./accelerator";
import type { RowIds } from "./setting-row";

/** Shows a shortcut and takes another one: the next keys that are pressed together. */
export function ShortcutControl(props: {
  readonly ids: RowIds;
  readonly value: string;
  readonly onChange: (shortcut: string) => void;
}) {
  const { t } = useTranslation();
  const { stores } = useSurroundings();
  const [isListening, setListening] = useState(false);
  const isMac = stores.overview.getState().info?.platform === "darwin";
  const shown = props.value === "" ? t("settings.shortcutNone") : props.value.split("+").join(" + ");
  return (
    <div className="shortcut">
      <button
        type="button"
        className="shortcut__keys"
        aria-labelledby={props.ids.labelId}
        aria-describedby={props.ids.helpId}
        aria-pressed={isListening}
        data-testid="setting-shortcut"
        onClick={() => setListening(!isListening)}
        onBlur={() => setListening(false)}
        onKeyDown={(event) => {
          if (!isListening || event.key === "Tab") return;
          event.preventDefault();
          event.stopPropagation();
          if (event.key === "Escape") return setListening(false);
          const accelerator = acceleratorOf(event, isMac);
          if (accelerator === null) return;
          setListening(false);
          props.onChange(accelerator);
        }}
      >
        {isListening ? t("settings.shortcutPress") : shown}
      </button>
      {props.value === "" ? null : (
        <IconButton label={t("settings.shortcutRemove")} icon={X} onPress={() => props.onChange("")} />
      )}
    </div>
  );
}
