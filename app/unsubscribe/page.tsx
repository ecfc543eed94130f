import type { Metadata } from 'next';
import { AuthFrame } from '@/components/accounts/auth-frame';
import { buttonClass } from '@/components/ui/button';
import { readSubscription } from '@/lib/server/deliveries/unsubscribe';

/** The token is in the address: it must not travel on as a referrer. */
export const metadata: Metadata = {
  title: 'E-mails',
  referrer: 'no-referrer',
  robots: 'noindex',
};

/** Opening a link changes nothing, because programs open links, too: it takes the button. */
export default async function UnsubscribePage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { token: given } = await searchParams;
  const token = typeof given === 'string' ? given : '';
  const subscription = await readSubscription(token);
  if (!subscription) {
    return (
      <AuthFrame title="This link does not work">
        <p className="text-base text-secondary">
          It may be cut short. Open it from the e-mail again, or turn e-mails off in your
          notification settings.
        </p>
      </AuthFrame>
    );
  }
  const about = subscription.about ? `e-mails about ${subscription.about}` : 'e-mails';
  if (!subscription.subscribed) {
    return (
      <AuthFrame title="You are unsubscribed">
        <p className="text-base text-secondary">
          You get no more {about}. Everything stays in your notifications, and you can turn e-mails
          on again in their settings.
        </p>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Unsubscribe" lead={`You will get no more ${about}.`}>
      <form method="post" action={`/unsubscribe/one-click?page&token=${encodeURIComponent(token)}`}>
        <button type="submit" className={`w-full ${buttonClass('primary', 'lg')}`}>
          Unsubscribe
        </button>
      </form>
    </AuthFrame>
  );
}
