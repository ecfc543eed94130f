'use client';

import { Command } from 'cmdk';
import type { ReactNode } from 'react';
import { Kbd } from '@/components/ui/kbd';

export interface PaletteItemProps {
  /** What typing is compared with. */
  words: string;
  children?: ReactNode;
  icon?: ReactNode;
  shortcut?: string;
  detail?: ReactNode;
  checked?: boolean;
  /** Compared too: what the server found stays, though the words differ. */
  keywords?: string[];
  onSelect: () => void;
}

export function PaletteItem(props: PaletteItemProps) {
  return (
    <Command.Item
      value={props.words}
      keywords={props.keywords}
      onSelect={props.onSelect}
      className="flex min-h-9 cursor-default items-center gap-2.5 rounded-control px-2.5 py-1.5 text-sm select-none data-[disabled=true]:opacity-50 data-[selected=true]:bg-fill-hover touch:min-h-11"
    >
      {props.icon === undefined ? null : (
        <span className="flex w-5 shrink-0 justify-center text-secondary">{props.icon}</span>
      )}
      <span className="min-w-0 flex-1 truncate">{props.children ?? props.words}</span>
      {props.detail === undefined ? null : (
        <span className="shrink-0 text-xs text-secondary">{props.detail}</span>
      )}
      {props.checked === true ? <span className="text-xs text-accent-text">Now</span> : null}
      {props.shortcut === undefined ? null : <Kbd keys={props.shortcut} />}
    </Command.Item>
  );
}

export function PaletteGroup({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={name}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-secondary"
    >
      {children}
    </Command.Group>
  );
}
