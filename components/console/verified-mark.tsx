import { BadgeCheck } from 'lucide-react';

/** The customer's own server signed who this is. */
export function VerifiedMark() {
  return (
    <span title="Verified: identity signed by your site" className="inline-flex text-accent-text">
      <BadgeCheck size={14} aria-hidden="true" />
      <span className="sr-only">Verified</span>
    </span>
  );
}
