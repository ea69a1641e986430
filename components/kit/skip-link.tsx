/** First stop of the tab key. The page's main element carries the id "main". */
export function SkipLink() {
  return (
    <a
      href="#main"
      className="no-print sr-only z-50 rounded-md bg-ink px-3 py-1.5 font-medium text-on-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
    >
      Skip to content
    </a>
  );
}
