import { Check, type LucideIcon } from "lucide-react";
import { useRef } from "react";
import {
  Header,
  Keyboard,
  Menu,
  MenuItem,
  MenuSection,
  Popover,
  Separator,
  SubmenuTrigger,
  Text,
} from "react-aria-components";
import { createPortal } from "react-dom";
import "./point-menu.css";

/** Something to choose in a menu. */
export interface MenuChoice {
  readonly id: string;
  readonly words: string;
  readonly icon?: LucideIcon;
  /** The keys that do the same, as they are written on the keyboard. */
  readonly keys?: string;
  /** It is what holds now. */
  readonly isCurrent?: boolean;
  /** Choices beside this one, instead of doing something itself. */
  readonly choices?: readonly MenuChoice[];
  readonly run?: () => void | Promise<void>;
  /** Says why it is not to be had. */
  readonly isDisabled?: boolean;
}

/** A choice, a line between choices, or nothing. */
export type MenuEntry = MenuChoice | { readonly id: string; readonly isLine: true };

/** A menu at a place of the window. Lines that would stand first, last or twice are left out. */
export function PointMenu(props: {
  readonly title: string;
  readonly at: { readonly x: number; readonly y: number };
  readonly entries: readonly (MenuEntry | null)[];
  readonly onClose: () => void;
}) {
  const anchor = useRef<HTMLSpanElement>(null);
  const entries = withoutStrayLines(props.entries.filter((entry) => entry !== null));
  // Near the lower edge it moves up, as menus of the system do, rather than being scrolled.
  const topPx = Math.max(
    marginPx,
    Math.min(props.at.y, window.innerHeight - heightOf(entries) - 2 * marginPx),
  );
  return (
    <>
      {createPortal(
        // Inside of a row it would stand at that place of the row.
        <span ref={anchor} className="point-menu__anchor" style={{ left: props.at.x, top: topPx }} />,
        document.body,
      )}
      <Popover
        className="popover"
        isOpen
        triggerRef={anchor}
        placement="bottom start"
        offset={2}
        aria-label={props.title}
        onOpenChange={(isOpen) => {
          if (!isOpen) props.onClose();
        }}
      >
        <Menu className="menu" aria-label={props.title} autoFocus="first" onClose={props.onClose}>
          <MenuSection>
            <Header className="menu__title">
              <bdi>{props.title}</bdi>
            </Header>
            {entries.map((entry) =>
              "isLine" in entry ? (
                <Separator key={entry.id} className="menu__line" />
              ) : (
                <Choice key={entry.id} choice={entry} onClose={props.onClose} />
              ),
            )}
          </MenuSection>
        </Menu>
      </Popover>
    </>
  );
}

/** Between a menu and the window's edge, CSS pixels. */
const marginPx = 12;

/** How high a menu is, CSS pixels: its edges and title, and what stands in it (sheets.css). */
function heightOf(entries: readonly MenuEntry[]): number {
  return entries.reduce((height, entry) => height + ("isLine" in entry ? 9 : 32), 32);
}

function Choice({ choice, onClose }: { readonly choice: MenuChoice; readonly onClose: () => void }) {
  const { icon: Icon, choices } = choice;
  const item = (
    <MenuItem
      id={choice.id}
      className="menu__item"
      textValue={choice.words}
      isDisabled={choice.isDisabled === true}
      data-testid={`menu-${choice.id}`}
      onAction={() => {
        if (choices !== undefined) return;
        // A choice in a menu beside this one closes that menu alone.
        onClose();
        void choice.run?.();
      }}
    >
      {Icon === undefined ? null : <Icon size={16} strokeWidth={1.75} aria-hidden="true" />}
      <Text slot="label" className="menu__label">
        {choice.words}
      </Text>
      {choice.keys === undefined ? null : <Keyboard className="menu__keys">{choice.keys}</Keyboard>}
      {choice.isCurrent === true ? (
        <Check className="menu__check" size={16} strokeWidth={2} aria-hidden="true" />
      ) : null}
      {choices === undefined ? null : <span className="menu__more" aria-hidden="true" />}
    </MenuItem>
  );
  if (choices === undefined) return item;
  return (
    <SubmenuTrigger>
      {item}
      <Popover className="popover" aria-label={choice.words}>
        <Menu className="menu" aria-label={choice.words}>
          {choices.map((other) => (
            <Choice key={other.id} choice={other} onClose={onClose} />
          ))}
        </Menu>
      </Popover>
    </SubmenuTrigger>
  );
}

function withoutStrayLines(entries: readonly MenuEntry[]): readonly MenuEntry[] {
  const kept = entries.filter((entry, place) => {
    const before = entries[place - 1];
    return !("isLine" in entry) || (before !== undefined && !("isLine" in before));
  });
  const last = kept.at(-1);
  return last !== undefined && "isLine" in last ? kept.slice(0, -1) : kept;
}
