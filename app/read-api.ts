import { z } from "zod";

const Problem = z.object({ code: z.string(), detail: z.string(), requestId: z.string().optional() });

/** What the JSON door refused, as a sentence, with the request to name. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly requestId: string | undefined;
  constructor(code: string, detail: string, requestId?: string) {
    super(detail);
    this.name = "ApiProblem";
    this.code = code;
    this.requestId = requestId;
  }
}

/**
 * GET of our own API for `queryFn`: the body parsed by the schema it was made with. Throws ApiProblem with a sentence;
 * a lost session goes to the sign-in screen.
 */
export async function readApi<T extends z.ZodType>(
  path: `/api/v1/${string}`,
  schema: T,
  signal?: AbortSignal,
): Promise<z.output<T>> {
  const response = await fetch(path, { headers: { accept: "application/json" }, ...(signal ? { signal } : {}) });
  if (response.ok) return schema.parse(await response.json());
  const problem = Problem.safeParse(await response.json().catch(() => null));
  if (response.status === 401 && typeof window !== "undefined") window.location.assign("/sign-in");
  if (!problem.success) throw new ApiProblem("unavailable", `The server answered ${response.status} without a reason.`);
  throw new ApiProblem(problem.data.code, problem.data.detail, problem.data.requestId);
}
