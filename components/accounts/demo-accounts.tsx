import { Avatar } from '@/components/ui/avatar';
import { Badge } from '@/components/ui/badge';

export interface DemoAccount {
  id: string;
  name: string;
  email: string;
  role: string;
}

/** Demo only: one click signs in as a seeded person. */
export function DemoAccounts({ accounts, next }: { accounts: DemoAccount[]; next: string }) {
  return (
    <section aria-labelledby="demo-accounts" className="mt-5 border-t pt-4">
      <h2 id="demo-accounts" className="text-xs font-medium text-secondary">
        Demo: continue as
      </h2>
      <ul className="-mx-2 mt-1 flex flex-col">
        {accounts.map((account) => (
          <li key={account.id}>
            <a
              href={`/demo/sign-in?as=${encodeURIComponent(account.email)}&next=${encodeURIComponent(next)}`}
              className="flex min-h-11 items-center gap-3 rounded-control px-2 py-1.5 transition-colors hover:bg-fill"
            >
              <Avatar id={account.id} name={account.name} size={28} />
              <span className="min-w-0 flex-1 truncate text-base">{account.name}</span>
              <Badge>{account.role}</Badge>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
