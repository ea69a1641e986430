"use client";

import Link from "next/link";
import { useSyncExternalStore } from "react";
import { CopyButton } from "@/components/kit/copy-button";
import { Section } from "@/components/kit/section";

const RECORD = `{"key":"pkg:generic/team/reranker@3","kind":"model","subtype":"finetune","name":"reranker 3"}`;

/** The address people use; the server does not know it while it draws. */
const useOrigin = (): string =>
  useSyncExternalStore(
    () => () => {},
    () => window.location.origin,
    () => "http://127.0.0.1:3000",
  );

function Command({ text, label }: { text: string; label: string }) {
  return (
    <div className="flex items-start gap-2 rounded-md border border-rule bg-margin py-1.5 pr-1.5 pl-3">
      <pre className="mono min-w-0 flex-1 overflow-x-auto py-0.5 text-code-sm whitespace-pre-wrap wrap-anywhere">
        {text}
      </pre>
      <CopyButton text={text} label={label} />
    </div>
  );
}

/** How any tool sends an inventory: a token, a file of records, one command. */
export function PushGuide() {
  const origin = useOrigin();
  const curl = [
    `curl "${origin}/api/v1/inventories?source=fleet" \\`,
    `  -H "Authorization: Bearer $FAULTLINE_TOKEN" \\`,
    `  -H "Idempotency-Key: fleet-1" \\`,
    `  -H "Content-Type: application/x-ndjson" --data-binary @fleet.ndjson`,
  ].join("\n");
  return (
    <div className="flex max-w-[72ch] flex-col gap-5">
      <Section title="1. A token" rule={false}>
        <p className="text-ink-2">
          An admin makes one in the{" "}
          <Link href="/settings" className="link">
            settings
          </Link>
          ; it can push and do nothing else. Put it into FAULTLINE_TOKEN.
        </p>
      </Section>
      <Section title="2. Records, one a line">
        <Command text={RECORD} label="Copy the record" />
        <p className="mt-2 text-ink-2">
          The format is a{" "}
          <a href="/api/v1/inventories/schema" className="link">
            JSON Schema
          </a>
          . A record that cannot be used is set aside with its line; the rest goes on.
        </p>
      </Section>
      <Section title="3. Send them">
        <div className="flex flex-col gap-2">
          <Command text={`faultline push fleet.ndjson --url ${origin} --wait`} label="Copy the command" />
          <Command text={curl} label="Copy the curl command" />
        </div>
        <p className="mt-2 text-ink-2">
          The first push of a name makes its source. A push holds all that its scope has: what is missing from the next
          one is closed, unless it says that it read only a part.
        </p>
      </Section>
    </div>
  );
}
