import { useId } from "react";

/** One of a few choices, all of them in sight, each with a word of explanation. */
export function RadioGroup<Id extends string>(props: {
  readonly label: string;
  readonly choices: readonly { readonly id: Id; readonly words: string; readonly note: string }[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
}) {
  const name = useId();
  return (
    <fieldset className="radio-group">
      <legend className="field__label">{props.label}</legend>
      {props.choices.map(({ id, words, note }) => (
        <label key={id} className="check">
          <input
            type="radio"
            name={name}
            value={id}
            checked={id === props.chosen}
            onChange={() => props.onChoose(id)}
            data-testid={`choice-${id}`}
          />
          <span>
            {words}
            <span className="check__note">{note}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
