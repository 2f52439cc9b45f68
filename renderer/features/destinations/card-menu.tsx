import { ArrowDown, ArrowUp, Copy, Ellipsis, Share, Star, Trash2 } from "lucide-react";
import { Button, Menu, MenuTrigger, Popover, Separator } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Destination } from "../../../electron/shared/destination";
import { MenuEntry } from "../../ui/menu-entry";
import { useDestinationActions } from "./use-destination-actions";

/** What the menu of a card is given. */
interface CardMenuProps {
  readonly destination: Destination;
  readonly isCurrent: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onRemove: () => void;
}

/** Everything else that can be done with a destination. */
export function CardMenu(props: CardMenuProps) {
  const { t } = useTranslation();
  const { destination } = props;
  const actions = useDestinationActions();
  const does: Readonly<Record<string, () => void>> = {
    current: () => void actions.makeCurrent(destination),
    duplicate: () => void actions.duplicate(destination),
    export: () => void actions.exportToFile([destination.id]),
    earlier: () => void actions.move(destination, -1),
    later: () => void actions.move(destination, 1),
    remove: props.onRemove,
  };
  const label = t("destinations.more", { name: destination.name });
  return (
    <MenuTrigger>
      <Button className="icon-button" aria-label={label} data-testid="destination-menu">
        <Ellipsis size={16} strokeWidth={1.75} aria-hidden="true" />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" aria-label={label} onAction={(key) => does[String(key)]?.()}>
          {props.isCurrent ? null : (
            <MenuEntry id="current" icon={Star} words={t("destinations.makeCurrent")} />
          )}
          {destination.practice ? null : (
            <>
              <MenuEntry id="duplicate" icon={Copy} words={t("destinations.duplicate")} />
              <MenuEntry id="export" icon={Share} words={t("destinations.export")} />
            </>
          )}
          {props.isFirst ? null : <MenuEntry id="earlier" icon={ArrowUp} words={t("destinations.earlier")} />}
          {props.isLast ? null : <MenuEntry id="later" icon={ArrowDown} words={t("destinations.later")} />}
          <Separator className="menu__line" />
          <MenuEntry id="remove" icon={Trash2} words={t("destinations.remove")} />
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
