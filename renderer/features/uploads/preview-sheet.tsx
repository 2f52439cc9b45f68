import { ChevronLeft, ChevronRight } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { UploadView } from "../../../electron/shared/upload";
import { visibleName } from "../../format/names";
import { rowAt } from "../../stores/pages";
import { useStores } from "../../stores-context";
import { FilePreview } from "../../ui/file-preview";
import { IconButton } from "../../ui/icon-button";
import { Sheet } from "../../ui/sheet";
import { useFormats } from "../../ui/use-formats";
import { DestinationLine } from "./destination-line";
import type { UploadListProps } from "./list-props";
import "./preview-sheet.css";

type ListParts = Pick<UploadListProps, "store" | "selection">;

interface PreviewProps {
  readonly upload: UploadView;
  readonly onClose: () => void;
}

/** The look at a file that was asked for, while there is one: from the list in view, the arrows go on. */
export function Preview() {
  const { view, queue, history, selections } = useStores();
  const previewed = useStore(view, (state) => state.previewed);
  if (previewed === null) return null;
  const onClose = (): void => view.setState({ previewed: null });
  const room = view.getState().view;
  if (room !== "queue" && room !== "history") return <PreviewSheet upload={previewed} onClose={onClose} />;
  const list = { store: room === "queue" ? queue : history, selection: selections[room] };
  return <ListPreviewSheet list={list} upload={previewed} onClose={onClose} />;
}

/** A look at a file as large as the window allows. Space closes it as it opened it. */
export function PreviewSheet(props: PreviewProps) {
  usePreviewKeys(props.onClose, () => false);
  return <PreviewBody {...props} />;
}

/** The same from a list: the arrows go on to the next upload, and the list goes with them. */
function ListPreviewSheet({ list, ...props }: PreviewProps & { readonly list: ListParts }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { upload, place, total, step } = useWalk(list, props.upload);
  usePreviewKeys(
    props.onClose,
    useCallback(
      (key) => {
        const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
        if (by !== undefined) step(by);
        return by !== undefined;
      },
      [step],
    ),
  );
  return (
    <PreviewBody upload={upload} onClose={props.onClose}>
      <div className="preview__walk">
        <IconButton
          icon={ChevronLeft}
          label={t("preview.previous")}
          testId="preview-previous"
          isDisabled={place <= 0}
          onPress={() => step(-1)}
        />
        <span className="preview__place" role="status">
          <span className="visually-hidden">{visibleName(upload.name)}</span>
          {t("preview.place", { number: formats.count(place + 1), total: formats.count(total) })}
        </span>
        <IconButton
          icon={ChevronRight}
          label={t("preview.next")}
          testId="preview-next"
          isDisabled={place >= total - 1}
          onPress={() => step(1)}
        />
      </div>
    </PreviewBody>
  );
}

function PreviewBody({ upload, onClose, children }: PreviewProps & { readonly children?: React.ReactNode }) {
  const { t } = useTranslation();
  return (
    <Sheet title={visibleName(upload.name)} onClose={onClose} isLarge testId="preview">
      <div className="preview">
        <div className="preview__picture">
          <FilePreview key={upload.id} upload={upload} />
        </div>
        <div className="preview__below">
          <p className="preview__facts">
            <DestinationLine upload={upload} />
          </p>
          {children}
        </div>
        <p className="visually-hidden">{t("preview.help")}</p>
      </div>
    </Sheet>
  );
}

/** Which upload is looked at. It stays in view when its row goes elsewhere; only a step leads to another. */
function useWalk({ store, selection }: ListParts, first: UploadView) {
  const { detail } = useStores();
  const [upload, setUpload] = useState(first);
  const [wanted, setWanted] = useState<number | null>(null);
  const total = useStore(store, (state) => state.total);
  const place = useStore(selection, (state) => state.cursor?.index ?? 0);
  const row = useStore(store, (state) => (wanted === null ? undefined : rowAt(state.pages, wanted)));
  useEffect(() => {
    if (wanted === null || row === undefined) return;
    selection.selectOnly(wanted, row.id);
    detail.follow(row.id);
    setUpload(row);
    setWanted(null);
  }, [selection, detail, wanted, row]);
  const step = useCallback(
    (by: number): void => {
      const { pages, total: rows } = store.getState();
      const from = selection.getState().cursor?.index ?? 0;
      const index = Math.min(rows - 1, Math.max(0, from + by));
      if (index === from || index < 0) return;
      selection.goTo(index, rowAt(pages, index)?.id ?? null);
      setWanted(index);
    },
    [store, selection],
  );
  return { upload, place, total, step };
}

/** Space, and what else a key may mean; `onKey` answers whether it meant something. */
function usePreviewKeys(onClose: () => void, onKey: (key: string) => boolean): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const isOnButton = event.target instanceof Element && event.target.closest("button") !== null;
      if (event.key === " " && !isOnButton) onClose();
      else if (!onKey(event.key)) return;
      event.preventDefault();
    };
    // Captured, so that the very key press that opened it does not close it again.
    window.addEventListener("keydown", onKeyDown, true);
    return () => window.removeEventListener("keydown", onKeyDown, true);
  }, [onClose, onKey]);
}
