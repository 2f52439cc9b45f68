import type { LucideIcon } from "lucide-react";
import type { RefObject } from "react";
import { Menu, MenuItem, Popover, Separator, Text } from "react-aria-components";

/** One thing to do, in words; or a line between groups of them. */
export type MenuAction =
  | {
      readonly id: string;
      readonly icon: LucideIcon;
      readonly words: string;
      readonly onPress: () => void;
      readonly isDisabled?: boolean;
    }
  | "line";

/** A menu that is open at an element; it goes when something was chosen or the user looks elsewhere. */
export function ActionMenu(props: {
  readonly label: string;
  readonly anchor: RefObject<HTMLElement | null>;
  readonly actions: readonly MenuAction[];
  readonly onClose: () => void;
}) {
  const { actions } = props;
  const shown = actions.filter((action, place) => action !== "line" || isBetween(actions, place));
  return (
    <Popover
      className="popover"
      isOpen
      triggerRef={props.anchor}
      placement="bottom end"
      aria-label={props.label}
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose();
      }}
    >
      <Menu
        className="menu"
        aria-label={props.label}
        autoFocus="first"
        onClose={props.onClose}
        onAction={(key) => {
          for (const action of actions) if (action !== "line" && action.id === key) action.onPress();
        }}
      >
        {shown.map((action, place) =>
          action === "line" ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is nothing but its place.
            <Separator key={place} className="menu__line" />
          ) : (
            <MenuItem
              key={action.id}
              id={action.id}
              className="menu__item"
              textValue={action.words}
              isDisabled={action.isDisabled === true}
              data-testid={`menu-${action.id}`}
            >
              <action.icon size={16} strokeWidth={1.75} aria-hidden="true" />
              <Text slot="label">{action.words}</Text>
            </MenuItem>
          ),
        )}
      </Menu>
    </Popover>
  );
}

/** A line stands between two actions, never at an end or beside another line. */
function isBetween(actions: readonly MenuAction[], place: number): boolean {
  const next = actions[place + 1];
  return place > 0 && next !== undefined && next !== "line";
}
