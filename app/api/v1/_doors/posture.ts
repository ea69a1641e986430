import { z } from "zod";
import { AsOf } from "@/lib/domain/page";
import { EvidenceView } from "@/lib/domain/views/asset-views";
import { FindingQuery, PastQuery, RiskQuery, TriageInput } from "@/lib/domain/views/queries";
import { FindingPage, Overview, RiskDetail, RiskPage, RuleRow } from "@/lib/domain/views/risk-views";
import { ScoreAnswerView, ScoreRequest } from "@/lib/services/risk/score";
import { EvidenceId, reading, TextId, writing } from "./define";

const tag = "Posture";

export const GET_OVERVIEW = reading({
  path: "/api/v1/overview",
  tag,
  summary:
    "Posture, the four fault lines, what to decide first and what cannot be seen. With asOf what is kept of that moment.",
  query: PastQuery,
  answer: Overview,
});

export const LIST_RISKS = reading({
  path: "/api/v1/risks",
  tag,
  summary: "Risks in the order in which to deal with them, with the counts of every filter.",
  query: RiskQuery,
  answer: RiskPage,
});

export const GET_RISK = reading({
  path: "/api/v1/risks/{id}",
  tag,
  summary: "One risk: what was found, why it scores as it does, whom it reaches and what closes it.",
  params: TextId,
  answer: RiskDetail,
});

export const GET_RISK_EVIDENCE = reading({
  path: "/api/v1/risks/{id}/evidence",
  tag,
  summary: "The evidence behind one risk; each opens at /api/v1/evidence/{id}.",
  params: TextId,
  answer: z.object({ rows: RiskDetail.shape.evidence, asOf: AsOf }),
});

export const GET_RISK_PATH = reading({
  path: "/api/v1/risks/{id}/path",
  tag,
  summary: "The way from a risk's root to the asset where it scores highest, hop by hop.",
  params: TextId,
  answer: z.object({ rows: RiskDetail.shape.hops, asOf: AsOf }),
});

export const GET_RISK_WHAT_IF = reading({
  path: "/api/v1/risks/{id}/what-if",
  tag,
  summary: "Single changes that would lower a risk's score, best first, beside the score as it is.",
  params: TextId,
  answer: z.object({
    scoreTenths: RiskDetail.shape.scoreTenths,
    band: RiskDetail.shape.band,
    rows: RiskDetail.shape.lowers,
    asOf: AsOf,
  }),
});

export const LIST_FINDINGS = reading({
  path: "/api/v1/findings",
  tag,
  summary: "Findings, newest first: one rule failing on one asset.",
  query: FindingQuery,
  answer: FindingPage,
});

export const TRIAGE_FINDING = writing({
  method: "PATCH",
  path: "/api/v1/findings/{id}",
  tag,
  summary: "A person's word on a finding. A false positive leaves the ranking with the next run.",
  role: "analyst",
  params: TextId,
  body: TriageInput.omit({ findingId: true }),
  answer: TriageInput.omit({ findingId: true }).extend({ id: z.string() }),
  status: 200,
});

export const GET_EVIDENCE = reading({
  path: "/api/v1/evidence/{id}",
  tag,
  summary: "One evidence with the bytes or lines it points at; the id is the sha256 of its record and never changes.",
  params: EvidenceId,
  answer: EvidenceView,
});

export const LIST_RULES = reading({
  path: "/api/v1/rules",
  tag,
  summary: "The catalogue: what is checked, over how many, and how it came out; null before the first run.",
  answer: z.object({ rows: z.array(RuleRow), asOf: AsOf }),
});

export const SCORE = writing({
  method: "POST",
  path: "/api/v1/score",
  tag,
  summary: "The pure risk function, as `faultline score -`: nothing is read from the estate and nothing is kept.",
  role: "viewer",
  body: ScoreRequest,
  bodyReadByVerb: true,
  bodyLimitBytes: 4 * 1024 * 1024,
  answer: ScoreAnswerView,
  status: 200,
});
