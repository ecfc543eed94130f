'use client';

import { Dialog } from '@/components/ui/dialog';
import { ContactPanel } from './contact-panel';
import { useConsole } from './console-context';

export function ContactSheet({ conversationId }: { conversationId: string }) {
  const { ui } = useConsole();
  return (
    <Dialog open onOpenChange={(open) => ui.setContactOpen(open)} title="Contact" variant="sheet">
      <div className="-mx-5 -mb-5">
        <ContactPanel conversationId={conversationId} />
      </div>
    </Dialog>
  );
}
