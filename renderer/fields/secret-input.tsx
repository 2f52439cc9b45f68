import { useState } from "react";
import { FieldError, Input, Label, Text, TextField } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { SecretSource } from "../../electron/shared/destination";
import type { Field } from "../../electron/shared/service";
import { Button } from "../ui/button";
import type { SecretStanding } from "./destination-draft";

/** What the input of a secret is given. */
export interface SecretInputProps {
  readonly field: Field;
  readonly standing: SecretStanding;
  /** A new value, null to remove the saved one, undefined to keep it. */
  readonly onChange: (value: string | null | undefined) => void;
  readonly error: string | null;
  readonly isRequired: boolean;
  readonly autoFocus: boolean;
}

/** A secret: it can be written and replaced here, never read. */
export function SecretInput(props: SecretInputProps) {
  const { standing } = props;
  if (standing.kind === "saved") {
    return standing.source.kind === "env" || standing.source.kind === "file" ? (
      <ReferencedSecret field={props.field} source={standing.source} error={props.error} />
    ) : (
      <SavedSecret {...props} source={standing.source} />
    );
  }
  return standing.kind === "removed" ? <RemovedSecret {...props} /> : <TypedSecret {...props} />;
}

function RemovedSecret({ field, onChange }: SecretInputProps) {
  const { t } = useTranslation();
  return (
    <div className="field">
      <span className="field__label">{field.label}</span>
      <p className="secret-saved">
        <span className="secret-saved__words">{t("field.willBeRemoved")}</span>
        <Button isSmall onPress={() => onChange(undefined)}>
          {t("field.keepSaved")}
        </Button>
      </p>
    </div>
  );
}

function ReferencedSecret(props: {
  readonly field: Field;
  readonly source: Extract<SecretSource, { kind: "env" | "file" }>;
  readonly error: string | null;
}) {
  const { t } = useTranslation();
  const { source } = props;
  const reference = source.kind === "env" ? source.variable : source.path;
  return (
    <div className="field" data-testid={`field-${props.field.key}`}>
      <span className="field__label">{props.field.label}</span>
      <p className="secret-saved secret-saved--reference">
        <code>{source.kind === "env" ? `env:${reference}` : `file:${reference}`}</code>
      </p>
      <p className={props.error === null ? "field__help" : "field__error"}>
        {props.error ?? t(source.kind === "env" ? "field.fromVariable" : "field.fromFile")}
      </p>
    </div>
  );
}

function SavedSecret(props: SecretInputProps & { readonly source: SecretSource }) {
  const { t } = useTranslation();
  const words = props.source.kind === "session" ? "field.savedForSession" : "field.saved";
  return (
    <div className="field" data-testid={`field-${props.field.key}`}>
      <span className="field__label">{props.field.label}</span>
      <p className="secret-saved">
        <span aria-hidden="true">••••••</span>
        <span className="secret-saved__words">{t(words)}</span>
        <Button
          isSmall
          onPress={() => props.onChange("")}
          testId={`replace-${props.field.key}`}
          label={t("field.replaceNamed", { name: props.field.label })}
        >
          {t("field.replace")}
        </Button>
        {props.isRequired ? null : (
          <Button
            isSmall
            tone="quiet"
            onPress={() => props.onChange(null)}
            label={t("field.removeNamed", { name: props.field.label })}
          >
            {t("field.remove")}
          </Button>
        )}
      </p>
      <p className={props.error === null ? "field__help" : "field__error"}>
        {props.error ?? props.field.help}
      </p>
    </div>
  );
}

function TypedSecret(props: SecretInputProps) {
  const { t } = useTranslation();
  const { field, standing, error } = props;
  const [isShown, setIsShown] = useState(false);
  const replaces = standing.kind === "typed" && standing.replaces;
  return (
    <TextField
      className="field"
      value={standing.kind === "typed" ? standing.value : ""}
      onChange={(value) => props.onChange(value === "" && !replaces ? undefined : value)}
      type={isShown ? "text" : "password"}
      isInvalid={error !== null}
      autoFocus={props.autoFocus || replaces}
    >
      <Label className="field__label">
        {field.label}
        {props.isRequired ? null : <span className="field__optional">{t("field.optional")}</span>}
      </Label>
      <div className="secret-typed">
        <Input
          className="field__input field__input--exact"
          placeholder={field.placeholder ?? ""}
          spellCheck={false}
          autoComplete="off"
          data-testid={`field-${field.key}`}
        />
        <Button isSmall tone="quiet" onPress={() => setIsShown(!isShown)}>
          {t(isShown ? "field.hide" : "field.show")}
        </Button>
        {replaces ? (
          <Button isSmall tone="quiet" onPress={() => props.onChange(undefined)}>
            {t("field.keepSaved")}
          </Button>
        ) : null}
      </div>
      {error === null ? (
        <Text slot="description" className="field__help">
          {replaces ? t("field.emptyKeeps") : field.help}
        </Text>
      ) : null}
      <FieldError className="field__error">{error}</FieldError>
    </TextField>
  );
}
