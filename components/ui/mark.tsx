/** The brand: two circles joined by a patch cord. One colour, or the cord in the spark colour. */
export function Mark({ size = 24, plain = false }: { size?: number; plain?: boolean }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path
        d="M7 14.5v1.1c0 3 2 5 5 5s5-2 5-5V8"
        stroke={plain ? 'currentColor' : 'var(--spark)'}
        strokeWidth="2.4"
        strokeLinecap="round"
      />
      <circle cx="7" cy="8.4" r="4.6" stroke="currentColor" strokeWidth="2.4" />
      <circle cx="17" cy="6" r="2.6" fill="currentColor" />
    </svg>
  );
}
