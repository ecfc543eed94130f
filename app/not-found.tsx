import Link from 'next/link';
import { buttonClass } from '@/components/ui/button';
import { Mark } from '@/components/ui/mark';

export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-2 px-6 text-center">
      <Mark size={40} />
      <h1 className="mt-4 text-xl font-semibold">This page does not exist</h1>
      <p className="max-w-80 text-base text-secondary">
        The address may be mistyped, or what was here is gone.
      </p>
      <Link href="/inbox" className={`mt-4 ${buttonClass('primary', 'lg')}`}>
        Go to the inbox
      </Link>
    </main>
  );
}
