"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { Section } from "@/components/kit/section";
import { RowsSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { AssetChip } from "@/components/posture/asset-chip";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { showText } from "@/lib/domain/text";
import type { AssetDetail } from "@/lib/domain/views/asset-views";
import type { ExposurePathView, PathView } from "@/lib/domain/views/graph-views";
import { PartError } from "../../../_parts/part-error";
import { exposurePathQuery, findAssetsQuery, pathQuery } from "../../query-options";
import { ASSET_DETAIL_PARAMS } from "../search-params";
import { SpokenFor } from "./spoken-for";
import { WayPicture, wayNote } from "./way-picture";

const MIN_LETTERS = 2;
const OVERS = [
  { value: "any", label: "Any relation" },
  { value: "impact", label: "What it depends on" },
  { value: "attack", label: "An attacker's moves" },
] as const;

/** From here to sensitive data, from the internet to here, and to any other asset. */
export function PathsTab({ asset }: { asset: AssetDetail }) {
  const query = useQuery(exposurePathQuery(asset.id));
  return (
    <div className="flex flex-col gap-6">
      {query.isPending && (
        <Loading label="Finding the ways">
          <RowsSkeleton rows={6} rowHeight={40} />
        </Loading>
      )}
      {query.isError && (
        <PartError title="The ways could not be found." error={query.error} onRetry={() => query.refetch()} />
      )}
      {query.data && <Exposure view={query.data} />}
      <Finder asset={asset} />
    </div>
  );
}

function Exposure({ view }: { view: ExposurePathView }) {
  const { toData, fromExposed, sensitive, unknownStores } = view;
  const unknown =
    unknownStores !== null && unknownStores > 0
      ? ` ${unknownStores.toLocaleString("en")} ${unknownStores === 1 ? "store holds" : "stores hold"} data whose sensitivity nobody states; ways to them are not counted.`
      : "";
  return (
    <>
      <Section title="To sensitive data" note={toData && !sensitive ? wayNote(toData) : undefined}>
        {sensitive ? (
          <p className="text-ink-2">It is sensitive data itself.</p>
        ) : toData ? (
          <WayPicture way={toData} />
        ) : (
          <p className="text-ink-2">No way from it to sensitive data is known.{unknown}</p>
        )}
      </Section>
      <Section title="From the internet" note={fromExposed ? wayNote(fromExposed) : undefined}>
        {fromExposed ? (
          <WayPicture way={fromExposed} />
        ) : (
          <p className="text-ink-2">Nothing else that the internet reaches is known to lead here.</p>
        )}
      </Section>
      <SpokenFor stamp={view.stamp} />
    </>
  );
}

function Finder({ asset }: { asset: AssetDetail }) {
  const [{ to, over }, setParams] = useQueryStates(ASSET_DETAIL_PARAMS);
  const query = useQuery({ ...pathQuery({ from: asset.id, to: to ?? 0, over }), enabled: to !== null });
  return (
    <Section title="To another asset" note={query.data?.way ? wayNote(query.data.way) : undefined}>
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-2">
          <OtherEnd chosen={query.data?.to.name ?? null} onChoose={(id) => void setParams({ to: id })} />
          <Segmented
            label="Over which relations"
            value={over}
            onValueChange={(v) => void setParams({ over: v })}
            options={OVERS}
            className="max-sm:overflow-x-auto"
          />
        </div>
        {to !== null && query.isPending && (
          <Loading label="Finding the way">
            <RowsSkeleton rows={4} rowHeight={40} />
          </Loading>
        )}
        {query.isError && (
          <PartError title="The way could not be found." error={query.error} onRetry={() => query.refetch()} />
        )}
        {query.data && <Found view={query.data} />}
      </div>
    </Section>
  );
}

function Found({ view }: { view: PathView }) {
  if (view.way === null)
    return (
      <p className="text-ink-2">
        No way from {showText(view.from.name, 60)} to {showText(view.to.name, 60)} is known over these relations.
      </p>
    );
  if (view.way.steps.length === 0) return <p className="text-ink-2">Both ends are the same asset.</p>;
  return <WayPicture way={view.way} />;
}

/** A text, and the assets it finds as buttons. */
function OtherEnd({ chosen, onChoose }: { chosen: string | null; onChoose: (id: number) => void }) {
  const [text, setText] = useState("");
  const q = text.trim();
  const found = useQuery({ ...findAssetsQuery(q), enabled: q.length >= MIN_LETTERS });
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <Input
        className="w-72 max-sm:w-full"
        aria-label="Other asset, by name or key"
        placeholder={chosen === null ? "Other asset, by name or key" : showText(chosen, 40)}
        value={text}
        onChange={(e) => setText(e.target.value)}
      />
      {q.length >= MIN_LETTERS && found.data && (
        <ul aria-label="Assets found">
          {found.data.rows.length === 0 && <li className="text-ink-3">No asset is called so.</li>}
          {found.data.rows.map((a) => (
            <li key={a.id}>
              <Button
                variant="quiet"
                onClick={() => {
                  onChoose(a.id);
                  setText("");
                }}
              >
                <AssetChip name={a.name} kind={a.kind} maxChars={48} />
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
