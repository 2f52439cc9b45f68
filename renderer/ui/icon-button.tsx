import type { LucideIcon } from "lucide-react";
import type { MouseEvent } from "react";

/** What an icon button is. */
export interface IconButtonProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly onPress: (event: MouseEvent<HTMLButtonElement>) => void;
  readonly isDisabled?: boolean;
  /** In lists only the row under the keyboard takes part in the order of Tab. */
  readonly tabIndex?: number;
  readonly testId?: string;
  readonly tone?: "plain" | "danger";
  readonly hasMenu?: boolean;
}

/**
 * A button that is an icon with a name. A plain element on purpose: rows carry several of them,
 * and hundreds pass by while scrolling.
 */
export function IconButton(props: IconButtonProps) {
  const { icon: Icon, label, onPress, isDisabled = false, tabIndex = 0, testId, tone = "plain" } = props;
  return (
    <button
      type="button"
      className={`icon-button icon-button--${tone}`}
      aria-label={label}
      title={label}
      disabled={isDisabled}
      tabIndex={tabIndex}
      onClick={onPress}
      data-testid={testId}
      aria-haspopup={props.hasMenu === true ? "menu" : undefined}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
    </button>
  );
}
