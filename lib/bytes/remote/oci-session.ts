import { z } from "zod";
import { readJson } from "@/lib/net/http-body";
import type { HttpHeaders, HttpRequest, HttpResponse } from "@/lib/net/http-client";
import { NetError, where } from "@/lib/net/net-error";
import type { Remote } from "./remote-file";

const MAX_TOKEN_BYTES = 256 * 1024;
/** Tokens live a minute at the least where nothing is said, and a scan takes longer. */
const TOKEN_MS = 45_000;
const Token = z.object({ token: z.string().optional(), access_token: z.string().optional() });

/** Asks one registry about one repository, with the token that the registry's own challenge asks for. */
export type RegistrySession = {
  get: (url: URL, headers: HttpHeaders) => Promise<HttpResponse>;
  /** Puts the token on a request to the registry itself, a new one where it may have ended. */
  sign: NonNullable<HttpRequest["sign"]>;
};

/**
 * `FAULTLINE_REGISTRY_USER` and `FAULTLINE_REGISTRY_PASSWORD` sign in where they are set; without them a token for everyone is
 * asked for. A password goes to the registry and to the token server that its challenge names, over https or on this machine.
 */
export function registrySession(remote: Remote, registry: string, repository: string): RegistrySession {
  const { FAULTLINE_REGISTRY_USER: user, FAULTLINE_REGISTRY_PASSWORD: password } = remote.settings;
  const basic = user && password ? `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` : undefined;
  let authorization: string | undefined;
  let challenged = { challenge: "", atMs: 0 };
  const sign: RegistrySession["sign"] = async (_url, headers) => {
    if (challenged.challenge !== "" && Date.now() - challenged.atMs > TOKEN_MS)
      await answerChallenge(challenged.challenge);
    return authorization ? { ...headers, authorization } : headers;
  };
  const signal = remote.signal ? { signal: remote.signal } : {};
  const answerChallenge = async (challenge: string): Promise<boolean> => {
    challenged = { challenge, atMs: Date.now() };
    if (/^basic/i.test(challenge) && basic !== undefined) {
      authorization = basic;
      return true;
    }
    const realm = /realm="([^"]{1,2048})"/i.exec(challenge)?.[1];
    if (!/^bearer/i.test(challenge) || realm === undefined || !URL.canParse(realm)) return false;
    const url = new URL(realm);
    const service = /service="([^"]{1,512})"/i.exec(challenge)?.[1];
    if (service !== undefined) url.searchParams.set("service", service);
    url.searchParams.set("scope", `repository:${repository}:pull`);
    const answer = await remote.client.get(url, {
      ...signal,
      ...(basic && { sign: async (_to: URL, headers: HttpHeaders) => ({ ...headers, authorization: basic }) }),
    });
    if (answer.status !== 200) {
      answer.body.destroy();
      throw new NetError("denied", `${where(answer)} gives no token for ${registry}/${repository} (${answer.status}).`);
    }
    const token = Token.safeParse(await readJson(answer, MAX_TOKEN_BYTES));
    const text = token.success ? (token.data.token ?? token.data.access_token) : undefined;
    if (text === undefined || !/^[\x21-\x7e]+$/.test(text))
      throw new NetError("unexpected_answer", `${where(answer)} answers without a token.`);
    authorization = `Bearer ${text}`;
    return true;
  };
  const get: RegistrySession["get"] = async (url, headers) => {
    const answer = await remote.client.get(url, { headers, sign, ...signal });
    if (answer.status !== 401) return answer;
    const challenge = answer.headers["www-authenticate"] ?? "";
    answer.body.destroy();
    return (await answerChallenge(challenge)) ? remote.client.get(url, { headers, sign, ...signal }) : answer;
  };
  return { get, sign };
}
