import type { LucideIcon } from "lucide-react";
import type { MouseEvent, ReactNode } from "react";

/** What a button with words is. */
export interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress?: (event: MouseEvent<HTMLButtonElement>) => void;
  readonly tone?: "primary" | "plain" | "quiet" | "danger";
  readonly icon?: LucideIcon;
  readonly type?: "button" | "submit";
  readonly isDisabled?: boolean;
  /** What it started still goes on: it keeps the focus and does nothing. */
  readonly isPending?: boolean;
  readonly isSmall?: boolean;
  /** In narrow windows only the icon remains; the words go on to name it. */
  readonly isCompact?: boolean;
  /** Where room is scarce its words end in dots; the whole of them shows under the pointer. */
  readonly mayShorten?: boolean;
  readonly tabIndex?: number;
  readonly testId?: string;
  readonly label?: string;
  readonly hasMenu?: boolean;
}

/** A button with words and perhaps an icon. */
export function Button(props: ButtonProps) {
  const { tone = "plain", icon: Icon, type = "button" } = props;
  const classes = ["button", `button--${tone}`];
  const isPending = props.isPending ?? false;
  const onClick = (event: MouseEvent<HTMLButtonElement>): void => {
    if (isPending) event.preventDefault();
    else props.onPress?.(event);
  };
  if (props.isSmall === true) classes.push("button--small");
  if (props.isCompact === true) classes.push("button--compact");
  if (props.mayShorten === true) classes.push("button--shortens");
  const mayHide = props.isCompact === true || props.mayShorten === true;
  return (
    <button
      className={classes.join(" ")}
      type={type}
      disabled={props.isDisabled ?? false}
      aria-disabled={isPending || undefined}
      aria-label={props.label}
      title={mayHide && typeof props.children === "string" ? props.children : undefined}
      tabIndex={props.tabIndex ?? 0}
      onClick={onClick}
      aria-haspopup={props.hasMenu === true ? "menu" : undefined}
      data-testid={props.testId}
    >
      {Icon === undefined ? null : <Icon size={16} strokeWidth={1.75} aria-hidden="true" />}
      <span className="button__words">{props.children}</span>
    </button>
  );
}
