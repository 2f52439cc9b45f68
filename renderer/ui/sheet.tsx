import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { IconButton } from "./icon-button";
import { useFocusGivenBack } from "./use-focus-given-back";

/** What a sheet is: a dialog over the window, at its side or in its middle. */
export interface SheetProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly placement?: "side" | "middle";
  /** Questions that must not be answered by accident are alert dialogs and have no cross. */
  readonly isQuestion?: boolean;
  /** As large as the window allows, for something to look at. */
  readonly isLarge?: boolean;
  readonly testId?: string;
}

/** A dialog. Escape and a click beside it close it. */
export function Sheet(props: SheetProps) {
  const { t } = useTranslation();
  const isQuestion = props.isQuestion ?? false;
  useFocusGivenBack();
  return (
    <ModalOverlay
      className={`sheet-overlay sheet-overlay--${props.placement ?? "middle"}`}
      isOpen
      isDismissable={!isQuestion}
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose();
      }}
    >
      <Modal
        className={props.isLarge === true ? "sheet sheet--large" : "sheet"}
        {...(props.testId === undefined ? {} : { "data-testid": props.testId })}
      >
        <Dialog className="sheet__dialog" role={isQuestion ? "alertdialog" : "dialog"}>
          <header className="sheet__header">
            <Heading slot="title" level={2} className="sheet__title">
              {props.title}
            </Heading>
            {isQuestion ? null : <IconButton icon={X} label={t("common.close")} onPress={props.onClose} />}
          </header>
          {props.children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
