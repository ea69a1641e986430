import { type ReactNode, Suspense } from "react";
import { WidgetBoundary } from "./widget-boundary";

type WidgetProps = {
  /** What failed, should it fail: "The trend". */
  name: string;
  /** As large as what comes. */
  skeleton: ReactNode;
  children: ReactNode;
};

/** One part of a screen that waits and fails alone: the rest stays readable. */
export function Widget({ name, skeleton, children }: WidgetProps) {
  return (
    <WidgetBoundary name={name}>
      <Suspense fallback={skeleton}>{children}</Suspense>
    </WidgetBoundary>
  );
}
