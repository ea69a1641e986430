import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ["verdict", "magnitude", "magnitude-sm", "title", "lead", "body", "meta", "caps", "code", "code-sm"],
      radius: ["mark", "chip", "md", "overlay", "full"],
      shadow: ["lift"],
    },
  },
});

/** Joins class names; of two that set the same thing the later one wins. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
