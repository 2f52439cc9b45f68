import type { LucideIcon } from "lucide-react";
import { MenuItem, Text } from "react-aria-components";

/** One entry of a menu: an icon and its words. */
export function MenuEntry(props: { readonly id: string; readonly icon: LucideIcon; readonly words: string }) {
  const Icon = props.icon;
  return (
    <MenuItem className="menu__item" id={props.id} textValue={props.words}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
      <Text slot="label">{props.words}</Text>
    </MenuItem>
  );
}
