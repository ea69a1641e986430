import { NotFoundPage } from "../../_parts/not-found";

export default function RiskNotFound() {
  return (
    <NotFoundPage
      heading="There is no such risk here"
      body="The address may be mistyped, or the risk was merged into another one when its cause was found."
      href="/risks"
      label="All risks"
    />
  );
}
