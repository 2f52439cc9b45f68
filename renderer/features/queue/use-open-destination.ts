import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { Field, ServiceInfo } from "../../../electron/shared/service";
import type { UploadView } from "../../../electron/shared/upload";
import type { UploadErrorCode, UploadErrorData } from "../../../electron/shared/upload-error";
import { mainSecret } from "../../fields/field-rules";
import { useStores } from "../../stores-context";
import { useSentence } from "../../ui/use-sentence";

/** The setting to look at first where an error names none. */
const likelyKeys: Partial<Record<UploadErrorCode, string>> = {
  "bad-response": "baseUrl",
  "endpoint-gone": "baseUrl",
  "redirect-refused": "baseUrl",
  network: "baseUrl",
  tls: "caCertificate",
  proxy: "proxy",
};

/** The way to the setting that an error is about: the destination's form, at that field; a refused secret is named. */
export function useOpenDestination(upload: UploadView): { readonly words: string; readonly run: () => void } {
  const { t } = useTranslation();
  const say = useSentence();
  const { overview, view } = useStores();
  const service = useStore(overview, (state) => state.services.find((other) => other.id === upload.service));
  const destination = useStore(overview, (state) =>
    state.destinations.find((other) => other.id === upload.destinationId),
  );
  const error = "error" in upload.state ? upload.state.error : null;
  const secret = destination === undefined ? null : mainSecret(service, destination);
  const field = error === null ? null : fieldAtFault(error, service, secret);
  const replaces = field?.type === "secret" && destination !== undefined && !destination.practice;
  return {
    words: replaces ? t("signIn.replace", { secret: say(field.label) }) : t("action.openDestination"),
    run: () => {
      if (destination === undefined) view.setState({ view: "destinations" });
      else view.setState({ form: { destinationId: destination.id, focusKey: field?.key ?? null } });
    },
  };
}

function fieldAtFault(
  error: UploadErrorData,
  service: Pick<ServiceInfo, "destinationFields" | "uploadFields"> | undefined,
  secret: Field | null,
): Field | null {
  const fields = [...(service?.destinationFields ?? []), ...(service?.uploadFields ?? [])];
  const named = fields.find(({ key }) => key === (error.field ?? likelyKeys[error.code]));
  return named ?? (error.code === "auth" ? secret : null);
}
