import { Copy, Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { mask } from "../../../electron/shared/link-mask";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";
import { IconButton } from "../../ui/icon-button";
import { ReceiptCaption } from "./receipt-parts";

/**
 * What a link needs beside its address. The page gets it only when the user asks to see it, and forgets it when it is
 * hidden again; copying goes past the page.
 */
export function LinkSecret({ uploadId, name }: { readonly uploadId: string; readonly name: string }) {
  const { t } = useTranslation();
  const { bridge, stores } = useSurroundings();
  const [value, setValue] = useState<string | null>(null);
  const ask = async (copy: boolean): Promise<string | null> => {
    try {
      return (await bridge.request("receipts:secret", { id: uploadId, name, copy })).value;
    } catch (error) {
      stores.notices.warn("notice.refused", { message: sentenceOf(error) });
      return null;
    }
  };
  const toggle = async (): Promise<void> => setValue(value === null ? await ask(false) : null);
  const copy = async (): Promise<void> => {
    await ask(true);
    stores.notices.tell("notice.copiedSecret", { name });
  };
  return (
    <div className="link" data-testid="receipt-secret">
      <ReceiptCaption>
        {name}
        <span className="link__actions">
          <IconButton
            icon={value === null ? Eye : EyeOff}
            label={t(value === null ? "receipt.showNamed" : "receipt.hideNamed", { name })}
            testId="secret-reveal"
            onPress={() => void toggle()}
          />
          <IconButton
            icon={Copy}
            label={t("receipt.copyNamed", { name })}
            testId="secret-copy"
            onPress={() => void copy()}
          />
        </span>
      </ReceiptCaption>
      <code className="link__address" data-masked={value === null}>
        {value ?? mask}
      </code>
    </div>
  );
}
