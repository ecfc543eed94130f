'use client';

import { useState } from 'react';
import { EmojiPicker } from '@/components/chat/emoji-picker';
import { Popover } from '@/components/ui/popover';
import type { DeferredProps } from './deferred';
import { EmojiTrigger, type EmojiTarget } from './menu-triggers';

export function EmojiMenu({
  note,
  onPick,
  returnTo,
  startOpen = false,
}: EmojiTarget & DeferredProps) {
  const [open, setOpen] = useState(startOpen);
  return (
    <Popover
      label="Emoji"
      side="top"
      open={open}
      onOpenChange={setOpen}
      className="p-0"
      finalFocus={returnTo}
      trigger={<EmojiTrigger note={note} onPick={onPick} returnTo={returnTo} />}
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
