import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Settings } from "../../electron/shared/destination";
import type { Field } from "../../electron/shared/service";
import { Button } from "../ui/button";
import { IconButton } from "../ui/icon-button";
import { type Pair, pairsOf, withPairs } from "./field-rules";

/** Names with values: the keys `KEY.name` of a `pairs` field. */
export function PairsInput(props: {
  readonly field: Field;
  readonly settings: Settings;
  readonly onChange: (settings: Settings) => void;
  readonly error: string | null;
  readonly help: string;
}) {
  const { t } = useTranslation();
  const { field, settings } = props;
  // Kept here, because a pair that has no name yet is no setting yet.
  const [pairs, setPairs] = useState<readonly Pair[]>(() => pairsOf(field.key, settings));
  const change = (next: readonly Pair[]): void => {
    setPairs(next);
    props.onChange(withPairs(field.key, settings, next));
  };
  const changeAt = (place: number, part: Partial<Pair>): void =>
    change(pairs.map((pair, other) => (other === place ? { ...pair, ...part } : pair)));

  return (
    <fieldset className="field pairs" data-testid={`field-${field.key}`}>
      <legend className="field__label">
        {field.label}
        <span className="field__optional">{t("field.optional")}</span>
      </legend>
      {pairs.map((pair, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a pair has no other identity; its name is being typed.
        <div className="pairs__row" key={place}>
          <input
            className="field__input"
            aria-label={t("field.pairName", { number: place + 1 })}
            placeholder={t("field.name")}
            value={pair.name}
            spellCheck={false}
            onChange={(event) => changeAt(place, { name: event.target.value })}
          />
          <input
            className="field__input"
            aria-label={t("field.pairValue", { number: place + 1 })}
            placeholder={t("field.value")}
            value={pair.value}
            spellCheck={false}
            onChange={(event) => changeAt(place, { value: event.target.value })}
          />
          <IconButton
            icon={X}
            label={t("field.removePair", { number: place + 1 })}
            onPress={() => change(pairs.filter((_, other) => other !== place))}
          />
        </div>
      ))}
      <p className={props.error === null ? "field__help" : "field__error"}>{props.error ?? props.help}</p>
      <Button isSmall icon={Plus} onPress={() => setPairs([...pairs, { name: "", value: "" }])}>
        {t("field.addPair")}
      </Button>
    </fieldset>
  );
}
