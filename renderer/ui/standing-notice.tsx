import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import "./standing-notice.css";

/** A strip above the room in view that stands for as long as something keeps uploads from going on. */
export function StandingNotice(props: {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text: ReactNode;
  /** What the user can do about it; nothing when it goes by itself. */
  readonly action?: ReactNode;
  /** For tests, and for what they tell apart. */
  readonly data: Readonly<Record<`data-${string}`, string>>;
}) {
  const { icon: Icon, title, text, action, data } = props;
  return (
    <div className="standing-notice" {...data}>
      <Icon className="standing-notice__icon" size={16} strokeWidth={1.75} aria-hidden="true" />
      <div className="standing-notice__words">
        <p className="standing-notice__title">{title}</p>
        <p className="standing-notice__text">{text}</p>
      </div>
      {action}
    </div>
  );
}
