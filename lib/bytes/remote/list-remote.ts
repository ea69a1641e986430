import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";
import { listHub } from "./hub";
import { listOci } from "./oci";
import { openUrl, type Remote, type RemoteFile } from "./remote-file";
import { listS3 } from "./s3";

/**
 * The files behind `https://`, `hf://`, `s3://` or `oci://`, none of them opened yet. Throws `NetError`, or `FaultlineError`
 * `invalid_input` for a target that is written wrongly.
 */
export async function listRemote(remote: Remote, target: string): Promise<RemoteFile[]> {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(target)?.[1]?.toLowerCase();
  switch (scheme) {
    case "http":
    case "https":
      return [httpFile(remote, target)];
    case "hf":
      return listHub(remote, target);
    case "s3":
      return listS3(remote, target);
    case "oci":
      return listOci(remote, target);
    default:
      throw new FaultlineError(
        "invalid_input",
        `${showText(target)}: ${scheme ?? "this"}:// is not read; https://, hf://, s3:// and oci:// are.`,
      );
  }
}

function httpFile(remote: Remote, target: string): RemoteFile {
  if (!URL.canParse(target)) throw new FaultlineError("invalid_input", `${showText(target)} is not an address.`);
  const url = new URL(target);
  return {
    path: nameOf(url),
    sizeBytes: null,
    sha256: null,
    version: null,
    open: () => openUrl(remote, url),
  };
}

function nameOf(url: URL): string {
  const last = url.pathname.split("/").findLast((part) => part !== "") ?? url.hostname;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
