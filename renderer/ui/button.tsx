import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Button as AriaButton, ProgressBar } from "react-aria-components";
import { useTranslation } from "react-i18next";

/** What a button with words is. */
export interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress?: () => void;
  readonly tone?: "primary" | "plain" | "quiet" | "danger";
  readonly icon?: LucideIcon;
  readonly type?: "button" | "submit";
  readonly isDisabled?: boolean;
  readonly isPending?: boolean;
  readonly isSmall?: boolean;
  /** In narrow windows only the icon remains; the words go on to name it. */
  readonly isCompact?: boolean;
  readonly tabIndex?: number;
  readonly testId?: string;
  readonly label?: string;
}

/** A button with words and perhaps an icon. */
export function Button(props: ButtonProps) {
  const { t } = useTranslation();
  const { tone = "plain", icon: Icon, type = "button" } = props;
  const classes = ["button", `button--${tone}`];
  if (props.isSmall === true) classes.push("button--small");
  if (props.isCompact === true) classes.push("button--compact");
  return (
    <AriaButton
      className={classes.join(" ")}
      type={type}
      isDisabled={props.isDisabled ?? false}
      isPending={props.isPending ?? false}
      excludeFromTabOrder={props.tabIndex === -1}
      {...(props.onPress === undefined ? {} : { onPress: props.onPress })}
      {...(props.label === undefined ? {} : { "aria-label": props.label })}
      {...(props.testId === undefined ? {} : { "data-testid": props.testId })}
    >
      {Icon === undefined ? null : <Icon size={16} strokeWidth={1.75} aria-hidden="true" />}
      <span className="button__words">{props.children}</span>
      {/* Spoken when the wait begins; the words of the button show it. */}
      {props.isPending === true ? (
        <ProgressBar className="visually-hidden" isIndeterminate aria-label={t("common.busy")} />
      ) : null}
    </AriaButton>
  );
}
