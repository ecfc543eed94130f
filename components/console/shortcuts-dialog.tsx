'use client';

import { Dialog } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';
import { SHORTCUTS } from './shortcuts';

const GROUPS = ['Conversation', 'Inbox', 'Notifications', 'Anywhere', 'Writing'] as const;

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Keyboard shortcuts"
      className="w-[min(42rem,calc(100vw-2rem))]"
    >
      <div className="gap-x-10 sm:columns-2">
        {GROUPS.map((group) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-xs font-medium text-secondary">{group}</h3>
            <dl>
              {SHORTCUTS.filter((each) => each.group === group).map(({ keys, words }) => (
                <div key={keys} className="flex min-h-8 items-center justify-between gap-4 text-sm">
                  <dt>{words}</dt>
                  <dd>
                    <Kbd keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
