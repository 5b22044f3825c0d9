import { Combobox, type ComboboxProps, Field, makeStyles, Option } from '@fluentui/react-components';
import { memo, useMemo, useState } from 'react';
import type { Choice } from '../../shared/requests';

const useStyles = makeStyles({
  root: { minWidth: '180px' },
});

interface Props {
  label: string;
  placeholder: string;
  choices: Choice[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

/** A list of which several can be taken, searchable by typing. */
export const MultiSelect = memo(function MultiSelect({ label, placeholder, choices, chosen, onChange }: Props) {
  const styles = useStyles();
  const [typed, setTyped] = useState('');
  const shown = useMemo(() => {
    const wanted = typed.trim().toLowerCase();
    return wanted ? choices.filter((choice) => choice.label.toLowerCase().includes(wanted)) : choices;
  }, [choices, typed]);
  const onOptionSelect: ComboboxProps['onOptionSelect'] = (_, { selectedOptions }) => onChange(selectedOptions);
  return (
    <Field label={label} className={styles.root}>
      <Combobox
        multiselect
        clearable
        placeholder={chosen.length ? `${chosen.length} selected` : placeholder}
        selectedOptions={chosen}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onOpenChange={(_, { open }) => {
          if (!open) setTyped('');
        }}
        onOptionSelect={onOptionSelect}
      >
        {shown.map(({ id, label }) => (
          <Option key={id} value={id} text={label}>
            {label}
          </Option>
        ))}
      </Combobox>
    </Field>
  );
});
