import {
  Cloud,
  Folder,
  Globe,
  Heart,
  Image,
  type LucideIcon,
  MessageCircle,
  Server,
  Star,
  Stethoscope,
  Store,
  Users,
  Video,
} from "lucide-react";
import type { DestinationIcon } from "../../electron/shared/appearance";
import type { Appearance } from "../../electron/shared/destination";
import { monogram } from "../format/names";

/** The picture of each sign that a destination can have. */
export const destinationSigns: Readonly<Record<DestinationIcon, LucideIcon>> = {
  chat: MessageCircle,
  team: Users,
  cloud: Cloud,
  server: Server,
  folder: Folder,
  image: Image,
  video: Video,
  medical: Stethoscope,
  shop: Store,
  globe: Globe,
  star: Star,
  heart: Heart,
};

/** A destination at a glance: its sign or its initials, in its colour. Its name stands beside it, so it says nothing aloud. */
export function DestinationMark(props: {
  readonly name: string;
  readonly appearance: Appearance | undefined;
  /** `line` is as high as a line of small words. */
  readonly size?: "tile" | "line";
}) {
  const isLine = props.size === "line";
  const { colour = null, icon = null } = props.appearance ?? {};
  const Sign = icon === null ? null : destinationSigns[icon];
  return (
    <span
      className={`monogram${isLine ? " monogram--line" : ""}${colour === null ? "" : ` tint--${colour}`}`}
      aria-hidden="true"
    >
      {Sign === null ? (
        monogram(props.name).slice(0, isLine ? 1 : 2)
      ) : (
        <Sign size={isLine ? 11 : 16} strokeWidth={isLine ? 2 : 1.75} />
      )}
    </span>
  );
}
