import { CircleAlert } from "lucide-react";
import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import {
  defaultLinkTemplate,
  formatLink,
  type LinkFormat,
  type LinkSubject,
  linkFormats,
  namesTheLink,
  templateParts,
} from "../../../electron/shared/link-format";
import { usableLocale } from "../../format/locale";
import { useStores } from "../../stores-context";
import { Segmented } from "../../ui/segmented";
import "./link-format-settings.css";

/** A picture and a document, because formats treat them differently. */
const examples: readonly LinkSubject[] = [
  {
    url: "https://files.example/ferry-at-dusk.png",
    name: "Ferry at dusk.png",
    size: 2_410_000,
    destination: "Design room",
    isPicture: true,
  },
  {
    url: "https://files.example/quarterly-report.pdf",
    name: "Quarterly report [2026].pdf",
    size: 184_000,
    destination: "Design room",
    isPicture: false,
  },
];

/** How copied links are written: the format, a template of one's own, and what comes out. Mounted in the settings. */
export function LinkFormatSettings() {
  const { t } = useTranslation();
  const store = useStores().settings;
  const settings = useStore(store, (state) => state.settings);
  const labelId = useId();
  if (settings === null) return null;
  const template = settings.linkTemplate === "" ? defaultLinkTemplate : settings.linkTemplate;
  return (
    <section className="link-format" data-testid="link-format">
      <p className="link-format__label" id={labelId}>
        {t("linkFormat.label")}
      </p>
      <Segmented<LinkFormat>
        segments={linkFormats.map((value) => ({ value, label: t(`linkFormat.format.${value}`) }))}
        value={settings.linkFormat}
        labelledBy={labelId}
        testId="link-format-choice"
        onChange={(linkFormat) => void store.change({ linkFormat })}
      />
      {settings.linkFormat === "template" ? (
        <TemplateField
          key={settings.linkTemplate}
          template={template}
          onChange={(linkTemplate) => void store.change({ linkTemplate })}
        />
      ) : null}
      <LinkPreview format={settings.linkFormat} template={template} />
    </section>
  );
}

/** What would be copied. */
function LinkPreview({ format, template }: { readonly format: LinkFormat; readonly template: string }) {
  const { t, i18n } = useTranslation();
  const locale = usableLocale(i18n.language);
  return (
    <figure className="link-preview">
      <figcaption className="link-preview__caption">{t("linkFormat.preview")}</figcaption>
      <pre className="link-preview__text" data-testid="link-preview">
        {examples.map((example) => formatLink(example, { format, template }, locale)).join("\n")}
      </pre>
    </figure>
  );
}

/** The template, with its parts at hand; taken over when the field is left, so that no half of it is ever copied. */
function TemplateField(props: { readonly template: string; readonly onChange: (template: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(props.template);
  const takeOver = (): void => {
    if (typed !== props.template) props.onChange(typed);
  };
  const insert = (part: string): void => {
    const element = input.current;
    const start = element?.selectionStart ?? typed.length;
    const end = element?.selectionEnd ?? start;
    setTyped(`${typed.slice(0, start)}{${part}}${typed.slice(end)}`);
    const caret = start + part.length + 2;
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(caret, caret);
    });
  };
  return (
    <div className="template">
      <label className="field__label" htmlFor={id}>
        {t("linkFormat.template")}
      </label>
      <input
        id={id}
        ref={input}
        className="field__input field__input--exact"
        value={typed}
        maxLength={2_000}
        spellCheck={false}
        autoComplete="off"
        aria-describedby={`${id}-help`}
        data-testid="link-template"
        onChange={(event) => setTyped(event.target.value)}
        onBlur={takeOver}
        onKeyDown={(event) => {
          if (event.key === "Enter") takeOver();
        }}
      />
      <p className="template__parts" id={`${id}-help`}>
        {templateParts.map((part) => (
          <button
            key={part}
            type="button"
            className="template__part"
            title={t(`linkFormat.part.${part}`)}
            data-testid={`template-${part}`}
            // The field keeps the caret, and with it what was typed so far.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => insert(part)}
          >
            {`{${part}}`}
          </button>
        ))}
      </p>
      {namesTheLink(typed) ? null : (
        <p className="template__warning" role="status">
          <CircleAlert size={14} strokeWidth={1.75} aria-hidden="true" />
          {t("linkFormat.noLink")}
        </p>
      )}
    </div>
  );
}
