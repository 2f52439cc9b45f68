import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** An empty place that says what to do next. */
export function EmptyState(props: {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
  readonly testId?: string;
}) {
  const Icon = props.icon;
  return (
    <section className="empty-state" data-testid={props.testId}>
      <span className="empty-state__icon" aria-hidden="true">
        <Icon size={28} strokeWidth={1.5} />
      </span>
      <h2 className="empty-state__title">{props.title}</h2>
      <p className="empty-state__text">{props.text}</p>
      {props.children === undefined ? null : <div className="empty-state__actions">{props.children}</div>}
    </section>
  );
}
