/** Why it was not done, in a sentence that is read aloud when it appears. */
export function Refusal({ sentence }: { sentence: string | null }) {
  return (
    <div role="alert" className="empty:hidden">
      {sentence !== null && <p className="border-mark-edge border-l-2 bg-wash px-3 py-2 wrap-anywhere">{sentence}</p>}
    </div>
  );
}
