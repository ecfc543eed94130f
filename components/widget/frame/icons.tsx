import type { ReactNode } from 'react';

export function Icon({ children, flip = false }: { children: ReactNode; flip?: boolean }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={`size-5 shrink-0 ${flip ? 'rtl:-scale-x-100' : ''}`}
    >
      {children}
    </svg>
  );
}

export const BackIcon = () => (
  <Icon flip>
    <path d="m14.5 5-7 7 7 7" />
  </Icon>
);
export const ForwardIcon = () => (
  <Icon flip>
    <path d="m9.5 5 7 7-7 7" />
  </Icon>
);
export const CloseIcon = () => (
  <Icon>
    <path d="m6 6 12 12M18 6 6 18" />
  </Icon>
);
export const SendIcon = () => (
  <Icon flip>
    <path d="M4.5 11.2 19.2 4.6c.5-.2 1 .3.8.8l-6.6 14.7c-.3.6-1.1.5-1.3-.1l-1.9-5.7a1 1 0 0 0-.6-.6L3.9 11.8c-.6-.2-.7-1-.1-1.3Z M10.4 13.6 14 10" />
  </Icon>
);
export const SmileIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M8.5 14c.8 1.2 2 1.9 3.5 1.9s2.7-.7 3.5-1.9M9 9.7v.1M15 9.7v.1" />
  </Icon>
);
export const DownIcon = () => (
  <Icon>
    <path d="M12 5v14m-6-6 6 6 6-6" />
  </Icon>
);
export const SoundIcon = ({ on }: { on: boolean }) => (
  <Icon>
    <path d="M4.5 9.5v5h3l4.5 3.5V6L7.5 9.5Z" />
    {on ? (
      <path d="M15.5 9.2a4 4 0 0 1 0 5.6M18 6.8a7.4 7.4 0 0 1 0 10.4" />
    ) : (
      <path d="m15.5 10 4 4m0-4-4 4" />
    )}
  </Icon>
);
export const WriteIcon = () => (
  <Icon>
    <path d="M12 4.7c-4.7 0-8.3 3.1-8.3 7.1 0 2.1 1 3.9 2.6 5.2l-.6 2.9 3.4-1.6c.9.2 1.9.4 2.9.4 4.7 0 8.3-3 8.3-6.9s-3.6-7.1-8.3-7.1Z" />
  </Icon>
);
