import { describe, expect, it } from "vitest";
import { bindingSteps, isSingleKey, pressStep, stepSequence } from "./key-sequence";

const BINDINGS = ["g o", "g r", "j", "k", "?", "mod+k", "Enter"];

describe("stepSequence", () => {
  it("waits for the second key of a pair", () => {
    const first = stepSequence([], "g", BINDINGS);
    expect(first).toEqual({ hit: null, typed: ["g"] });
    expect(stepSequence(first.typed, "r", BINDINGS).hit).toBe("g r");
  });

  it("starts afresh when a pair breaks off", () => {
    expect(stepSequence(["g"], "j", BINDINGS)).toEqual({ hit: "j", typed: [] });
    expect(stepSequence(["g"], "z", BINDINGS)).toEqual({ hit: null, typed: [] });
    expect(stepSequence(["g"], "g", BINDINGS)).toEqual({ hit: null, typed: ["g"] });
  });

  it("matches named keys and chords", () => {
    expect(stepSequence([], "enter", BINDINGS).hit).toBe("Enter");
    expect(stepSequence([], "mod+k", BINDINGS).hit).toBe("mod+k");
  });
});

describe("presses", () => {
  it("reads chords and ignores bare modifiers", () => {
    expect(pressStep({ key: "K", mod: true, alt: false })).toBe("mod+k");
    expect(pressStep({ key: "Enter", mod: false, alt: false })).toBe("enter");
    expect(pressStep({ key: "Shift", mod: false, alt: false })).toBeNull();
    expect(pressStep({ key: "j", mod: false, alt: true })).toBeNull();
  });

  it("knows which bindings can be typed by accident", () => {
    expect(isSingleKey("j")).toBe(true);
    expect(isSingleKey("mod+k")).toBe(false);
    expect(bindingSteps("  g   o ")).toEqual(["g", "o"]);
  });
});
