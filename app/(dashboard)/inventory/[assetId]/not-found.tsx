import { NotFoundPage } from "../../_parts/not-found";

export default function AssetNotFound() {
  return (
    <NotFoundPage
      heading="There is no such asset here"
      body="The address may be mistyped, or the asset was merged into another one with the same digest."
      href="/inventory"
      label="The inventory"
    />
  );
}
