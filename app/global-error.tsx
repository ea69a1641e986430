"use client";

import "./globals.css";

/** The last net, when not even the layout could be drawn: plain words, no parts of ours but the tokens. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main
          id="main"
          className="mx-auto flex min-h-screen max-w-[480px] flex-col items-start justify-center gap-3 px-6"
        >
          <h1 className="text-title">Faultline could not start this page</h1>
          <p className="text-ink-2">Nothing was changed. Try again; if it stays so, name the request.</p>
          <button
            type="button"
            onClick={reset}
            className="h-8 rounded-md border border-rule px-3 font-medium hover:bg-wash"
          >
            Try again
          </button>
          {error.digest && <p className="text-ink-3 text-meta">request {error.digest}</p>}
        </main>
      </body>
    </html>
  );
}
