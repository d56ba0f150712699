interface ChoiceProps<T extends string> {
  /** What is chosen, for screen readers. */
  label: string;
  options: readonly { value: NoInfer<T>; label: string }[];
  value: T;
  onChange: (value: NoInfer<T>) => void;
}

/** A row of buttons of which one is pressed. */
export function Choice<T extends string>({ label, options, value, onChange }: ChoiceProps<T>) {
  return (
    <div className="choice" role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => {
            onChange(option.value);
          }}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
