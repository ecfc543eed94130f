import { MessageCircle } from 'lucide-react';
import type { SiteTheme } from '@/lib/contracts/sites';
import { brandColors } from '@/components/widget/theme/brand-colors';

export interface ThemePreviewProps {
  name: string;
  theme: SiteTheme;
  greeting: string;
}

/** The chat in small, as the settings stand now. A picture: the same words are in the form. */
export function ThemePreview({ name, theme, greeting }: ThemePreviewProps) {
  const { brand, onBrand } = brandColors(theme.color);
  const atEnd = theme.position === 'right';
  return (
    <div
      aria-hidden="true"
      data-theme={theme.scheme === 'auto' ? undefined : theme.scheme}
      className={`flex flex-col justify-end gap-3 rounded-card border bg-sunken p-4 text-text ${atEnd ? 'items-end' : 'items-start'}`}
      // Physical sides on purpose: the position is a side of the screen, not of the text.
      dir="ltr"
    >
      <div className="w-full max-w-60 overflow-hidden rounded-bubble border bg-surface shadow-float">
        <p className="truncate border-b px-3 py-2.5 text-sm font-semibold">{name || 'Your site'}</p>
        <div className="flex flex-col gap-2 px-3 py-3 text-sm">
          {greeting.trim() === '' ? null : (
            <p className="max-w-[85%] self-start rounded-bubble bg-bubble-in px-3 py-1.5 break-words">
              {greeting}
            </p>
          )}
          <p
            className="max-w-[85%] self-end rounded-bubble px-3 py-1.5"
            style={{ background: brand, color: onBrand }}
          >
            Hello, I have a question
          </p>
        </div>
        <div className="border-t px-3 py-2 text-xs text-secondary">Write a message</div>
      </div>
      <span
        className="flex size-12 items-center justify-center rounded-full shadow-float"
        style={{ background: brand, color: onBrand }}
      >
        <MessageCircle size={22} />
      </span>
    </div>
  );
}
