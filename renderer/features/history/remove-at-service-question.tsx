import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { UploadView } from "../../../electron/shared/upload";
import { useStores } from "../../stores-context";
import { Question } from "../../ui/question";

/** Asks before the service's copy is deleted, which nobody can take back. */
export function RemoveAtServiceQuestion(props: {
  readonly upload: UploadView;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { overview, commands } = useStores();
  const { upload } = props;
  const label = useStore(
    overview,
    (state) => state.services.find((service) => service.id === upload.service)?.label ?? upload.service,
  );
  return (
    <Question
      title={t("history.removeAtServiceTitle", { name: upload.name, service: label })}
      text={t("history.removeAtServiceText", { destination: upload.destinationName })}
      confirmWords={t("action.delete")}
      onClose={props.onClose}
      onConfirm={() => void commands.removeAtService(upload.id, upload.name)}
    />
  );
}
