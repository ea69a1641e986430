/** Layers with one slip through them. Ink, no colour of its own. */
export function BrandMark({ size = 18 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 18 18" aria-hidden className="shrink-0 stroke-ink" fill="none">
      <path d="M1 4.5h6M1 9h4.6M1 13.5h3.2M12 2.5h5M10.6 7H17M9.2 11.5H17" strokeWidth="1.6" />
      <path d="M10.5 0 5.5 18" strokeWidth="1.6" />
    </svg>
  );
}
