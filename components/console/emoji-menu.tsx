'use client';

import { useState } from 'react';
import { EmojiPicker } from '@/components/chat/emoji-picker';
import { Popover } from '@/components/ui/popover';
import type { DeferredProps } from './deferred';
import { EmojiTrigger } from './menu-triggers';

export interface EmojiMenuProps extends DeferredProps {
  note: boolean;
  onPick: (emoji: string) => void;
}

export function EmojiMenu({ note, onPick, startOpen = false }: EmojiMenuProps) {
  const [open, setOpen] = useState(startOpen);
  return (
    <Popover
      label="Emoji"
      side="top"
      open={open}
      onOpenChange={setOpen}
      className="p-0"
      trigger={<EmojiTrigger note={note} onPick={onPick} />}
    >
      {open ? (
        <EmojiPicker
          label="Emoji"
          onPick={(emoji) => {
            setOpen(false);
            onPick(emoji);
          }}
          onClose={() => setOpen(false)}
          className="shadow-none"
        />
      ) : null}
    </Popover>
  );
}
