'use client';

import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { SiteTheme } from '@/lib/contracts/sites';

const SCHEMES = [
  { value: 'auto', label: 'As the visitor’s system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;
const POSITIONS = [
  { value: 'right', label: 'Bottom right' },
  { value: 'left', label: 'Bottom left' },
] as const;
const COLOR = /^#[0-9a-f]{6}$/i;

export interface ThemeFieldsProps {
  theme: SiteTheme;
  onChange: (theme: SiteTheme) => void;
  error?: string | undefined;
}

export function ThemeFields({ theme, onChange, error }: ThemeFieldsProps) {
  /** What is being typed; the theme only ever holds a whole colour. */
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed !== null && !COLOR.test(typed);
  const setColor = (color: string) => onChange({ ...theme, color: color.toLowerCase() });
  return (
    <>
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <Field
            label="Colour"
            hint="Text on it turns dark or light by itself."
            error={wrong ? 'A colour looks like #4353ff.' : error}
          >
            <Input
              className="font-mono"
              spellCheck={false}
              maxLength={7}
              value={typed ?? theme.color}
              onChange={(event) => {
                setTyped(event.target.value);
                if (COLOR.test(event.target.value)) setColor(event.target.value);
              }}
              onBlur={() => setTyped(null)}
            />
          </Field>
        </div>
        <input
          type="color"
          aria-label="Pick a colour"
          value={theme.color}
          onChange={(event) => {
            setTyped(null);
            setColor(event.target.value);
          }}
          className="mt-[26px] h-9 w-12 cursor-pointer rounded-control border border-border-control bg-surface p-1 touch:h-11"
        />
      </div>
      <Field label="Scheme">
        <Select
          value={theme.scheme}
          onValueChange={(scheme) => onChange({ ...theme, scheme })}
          options={SCHEMES}
        />
      </Field>
      <Field label="Position">
        <Select
          value={theme.position}
          onValueChange={(position) => onChange({ ...theme, position })}
          options={POSITIONS}
        />
      </Field>
    </>
  );
}
