import { Lock } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';

export function NoPermission({ what }: { what: string }) {
  return (
    <div className="rounded-card border">
      <EmptyState icon={<Lock size={20} />} title={`${what} are managed by admins`}>
        Ask an admin or an owner of your workspace to change them.
      </EmptyState>
    </div>
  );
}
