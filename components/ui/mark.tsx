/** The brand: two circles joined by a patch cord. One colour, or the cord in the spark colour. */
export function Mark({ size = 24, plain = false }: { size?: number; plain?: boolean }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path
        d="M9.9 6.4h1.4c5.6 0-4.2 11.2 1.4 11.2h1.4"
        stroke={plain ? 'currentColor' : 'var(--spark)'}
        strokeWidth="2.5"
        strokeLinecap="round"
      />
      <circle cx="6" cy="6.4" r="3.9" stroke="currentColor" strokeWidth="2.5" />
      <circle cx="18" cy="17.6" r="3.9" stroke="currentColor" strokeWidth="2.5" />
    </svg>
  );
}
