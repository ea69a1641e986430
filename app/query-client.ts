import { defaultShouldDehydrateQuery, isServer, QueryClient } from "@tanstack/react-query";

const FRESH_MS = 60_000;

/** A client whose prefetched queries travel to the browser, pending ones too. */
function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: FRESH_MS, retry: 1, refetchOnWindowFocus: false },
      dehydrate: { shouldDehydrateQuery: (q) => defaultShouldDehydrateQuery(q) || q.state.status === "pending" },
    },
  });
}

let browserClient: QueryClient | undefined;

/** One client per request on the server, one per tab in the browser. */
export function getQueryClient(): QueryClient {
  if (isServer) return makeQueryClient();
  browserClient ??= makeQueryClient();
  return browserClient;
}
