"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";

const NEXT = { system: "light", light: "dark", dark: "system" } as const;
const WORD = { system: "as the system", light: "light", dark: "dark" } as const;
type Choice = keyof typeof NEXT;

function choiceOf(theme: string | undefined): Choice {
  return theme === "light" || theme === "dark" ? theme : "system";
}

const never = () => () => {};

/** Turns through system, light, dark; its name says where it stands. */
export function ThemeToggle() {
  const { theme, setTheme } = useTheme();
  // The server cannot know the choice: both first renders show "system".
  const mounted = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const choice = mounted ? choiceOf(theme) : "system";
  const Icon = { system: Monitor, light: Sun, dark: Moon }[choice];
  return (
    <Button
      variant="quiet"
      size="icon"
      aria-label={`Theme: ${WORD[choice]}. Change to ${WORD[NEXT[choice]]}`}
      title={`Theme: ${WORD[choice]}`}
      onClick={() => setTheme(NEXT[choice])}
    >
      <Icon aria-hidden />
    </Button>
  );
}
