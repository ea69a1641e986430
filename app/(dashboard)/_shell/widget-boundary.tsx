"use client";

import { useRouter } from "next/navigation";
import { Component, type ReactNode, startTransition } from "react";
import { ErrorState } from "@/components/kit/states";

type BoundaryProps = { name: string; children: ReactNode; onRetry: () => void };
type Failure = { error: (Error & { digest?: string }) | null };

class Boundary extends Component<BoundaryProps, Failure> {
  override state: Failure = { error: null };

  static getDerivedStateFromError(error: Error & { digest?: string }): Failure {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    const retry = () => {
      this.props.onRetry();
      this.setState({ error: null });
    };
    return (
      <ErrorState
        title={`${this.props.name} could not be drawn.`}
        body="The rest of this page still stands."
        requestId={error.digest}
        onRetry={retry}
      />
    );
  }
}

/** Catches what one widget throws and offers to read it again from the server. */
export function WidgetBoundary({ name, children }: { name: string; children: ReactNode }) {
  const router = useRouter();
  return (
    <Boundary name={name} onRetry={() => startTransition(() => router.refresh())}>
      {children}
    </Boundary>
  );
}
