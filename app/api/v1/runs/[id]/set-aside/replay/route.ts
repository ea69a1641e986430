import { REPLAY_SET_ASIDE } from "@/app/api/v1/_doors/intake";
import { open } from "@/app/api/v1/_doors/open";
import { replaySetAside } from "@/lib/services/quarantine/replay";

export const POST = open(REPLAY_SET_ASIDE, (ctx, { params, body }) => replaySetAside(ctx, params.id, body));
