/** Powers of ten up to what the tables can need; longer ones are computed. */
const POWERS: readonly bigint[] = Array.from({ length: 41 }, (_, exponent) => 10n ** BigInt(exponent));

function power(exponent: number): bigint {
  return POWERS[exponent] ?? 10n ** BigInt(exponent);
}

/** Places kept by `toNumber`: 100.0 still fits a double's 53 bits, and no value crosses a band edge upwards. */
const NUMBER_PLACES = 12;

/**
 * A decimal number without rounding: `units / 10^places`. Every table value of the formula is a short decimal,
 * so products of them stay exact, equal in every language and on every machine.
 */
export class Exact {
  readonly units: bigint;
  readonly places: number;

  private constructor(units: bigint, places: number) {
    this.units = units;
    this.places = places;
  }

  /** `units / 10^places`, for whole numbers that the caller counted. */
  static ofUnits(units: bigint | number, places: number): Exact {
    return new Exact(BigInt(units), places);
  }

  /** Reads a decimal such as "0.85"; anything else throws, since only tables are read this way. */
  static of(text: string): Exact {
    const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
    if (match === null) throw new Error(`Not a plain decimal: ${text}`);
    const fraction = match[2] ?? "";
    return new Exact(BigInt(`${match[1]}${fraction}`), fraction.length);
  }

  /** Multiplying by `ONE` gives the same object back: most hops and factors are 1. */
  times(other: Exact): Exact {
    if (other === ONE) return this;
    if (this === ONE) return other;
    return new Exact(this.units * other.units, this.places + other.places);
  }

  plus(other: Exact): Exact {
    const places = Math.max(this.places, other.places);
    return new Exact(this.unitsAt(places) + other.unitsAt(places), places);
  }

  minus(other: Exact): Exact {
    const places = Math.max(this.places, other.places);
    return new Exact(this.unitsAt(places) - other.unitsAt(places), places);
  }

  /** Negative, zero or positive, for sorting. */
  compare(other: Exact): number {
    if (this === other) return 0;
    const places = Math.max(this.places, other.places);
    const [a, b] = [this.unitsAt(places), other.unitsAt(places)];
    return a < b ? -1 : a > b ? 1 : 0;
  }

  atLeast(other: Exact): boolean {
    return this.compare(other) >= 0;
  }

  equals(other: Exact): boolean {
    return this.compare(other) === 0;
  }

  /** Whole units of 10^-places, half rounded up. 97.05 at one place is 971. */
  roundHalfUp(places: number): number {
    if (this.places <= places) return Number(this.unitsAt(places));
    const divisor = power(this.places - places);
    return Number((2n * this.units + divisor) / (2n * divisor));
  }

  /** Whole units of 10^-places, the rest cut off. */
  floor(places: number): number {
    return Number(this.places <= places ? this.unitsAt(places) : this.units / power(this.places - places));
  }

  /** The double used for sorting and posture, cut after twelve places. */
  toNumber(): number {
    const places = Math.min(this.places, NUMBER_PLACES);
    return this.floor(places) / 10 ** places;
  }

  /** All digits, trailing zeros cut down to `minPlaces`: "0.745", "1.00". */
  toText(minPlaces = 2): string {
    const digits = this.units.toString().padStart(this.places + 1, "0");
    const whole = digits.slice(0, digits.length - this.places);
    const fraction = digits.slice(digits.length - this.places).replace(/0+$/, "");
    const padded = fraction.padEnd(minPlaces, "0");
    return padded === "" ? whole : `${whole}.${padded}`;
  }

  toJSON(): number {
    return this.toNumber();
  }

  private unitsAt(places: number): bigint {
    return places === this.places ? this.units : this.units * power(places - this.places);
  }
}

export const ZERO = Exact.of("0");
export const ONE = Exact.of("1");
export const HUNDRED = Exact.of("100");

export function maxOf(a: Exact, b: Exact): Exact {
  return b.compare(a) > 0 ? b : a;
}
