/** Damaged files on which a scan once failed: what was found by fuzzing, kept so that it is never met again. */
export const CORPUS: readonly { name: string; file: string; base64: string }[] = [
  {
    name: "source with damaged UTF-8: evidence stood past the end",
    file: "modeling_net.py",
    base64: "aW1wb3J0IHRvcmNoCmZyb20gdHJhbnNmEfmhIcbG7j83EG9ydCBQcmVUcmFpbmVkTW9kZWwKCmV2YWwoeCkK",
  },
];
