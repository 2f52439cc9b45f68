import { ChevronDown } from "lucide-react";
import { Button, Dialog, DialogTrigger, Popover, Radio, RadioGroup } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { destinationColours, destinationIcons } from "../../../electron/shared/appearance";
import type { Appearance } from "../../../electron/shared/destination";
import { monogram } from "../../format/names";
import { DestinationMark, destinationSigns } from "../../ui/destination-mark";

const none = "none";

/** The choice of a destination's colour and sign, beside its name. */
export function AppearancePicker(props: {
  readonly name: string;
  readonly appearance: Appearance;
  readonly onChange: (appearance: Appearance) => void;
}) {
  const { t } = useTranslation();
  const { appearance, onChange } = props;
  return (
    <DialogTrigger>
      <Button className="mark-button" aria-label={t("destinations.look.open")} data-testid="look-button">
        <DestinationMark name={props.name} appearance={appearance} />
        <ChevronDown size={12} strokeWidth={2} aria-hidden="true" />
      </Button>
      <Popover className="popover" placement="bottom start">
        <Dialog className="look" aria-label={t("destinations.look.open")}>
          <RadioGroup
            className="look__group"
            aria-label={t("destinations.look.colour")}
            value={appearance.colour ?? none}
            onChange={(value) =>
              onChange({
                ...appearance,
                colour: destinationColours.find((colour) => colour === value) ?? null,
              })
            }
          >
            <Choice value={none} label={t("destinations.look.usual")} swatch="" />
            {destinationColours.map((colour) => (
              <Choice
                key={colour}
                value={colour}
                label={t(`destinations.colour.${colour}`)}
                swatch={`tint--${colour}`}
              />
            ))}
          </RadioGroup>
          <RadioGroup
            className="look__group"
            aria-label={t("destinations.look.sign")}
            value={appearance.icon ?? none}
            onChange={(value) =>
              onChange({ ...appearance, icon: destinationIcons.find((icon) => icon === value) ?? null })
            }
          >
            <Radio className="look__choice" value={none} aria-label={t("destinations.look.initials")}>
              <span className="look__initials">{monogram(props.name)}</span>
            </Radio>
            {destinationIcons.map((icon) => {
              const Sign = destinationSigns[icon];
              return (
                <Radio
                  key={icon}
                  className="look__choice"
                  value={icon}
                  aria-label={t(`destinations.sign.${icon}`)}
                >
                  <Sign size={16} strokeWidth={1.75} aria-hidden="true" />
                </Radio>
              );
            })}
          </RadioGroup>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function Choice(props: { readonly value: string; readonly label: string; readonly swatch: string }) {
  return (
    <Radio className="look__choice" value={props.value} aria-label={props.label}>
      <span className={`look__swatch ${props.swatch}`} aria-hidden="true" />
    </Radio>
  );
}
