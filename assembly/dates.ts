// Days and instants as RFC 3339 has them, and as `src/quality/schema/date-formats.ts` tests them.

function isDigit(code: u32): bool {
  return code - 0x30 < 10;
}

/** Two digits as a number; more than 99 where they are none. */
function pair(at: u32): u32 {
  const tens = <u32>load<u8>(at) - 0x30;
  const ones = <u32>load<u8>(at, 1) - 0x30;
  return tens < 10 && ones < 10 ? tens * 10 + ones : 100;
}

export function isDay(from: u32, to: u32): bool {
  return to - from === 10 && beginsWithDay(from);
}

/** `isLoose`: a blank may stand for the T, and the zone may be missing, as targets read it all the same. */
export function isInstant(from: u32, to: u32, isLoose: bool): bool {
  if (to - from < 19 || !beginsWithDay(from) || !isClock(from + 11)) return false;
  const between = load<u8>(from, 10);
  if ((between | 0x20) !== 0x74 && !(isLoose && between === 0x20)) return false;
  let at = from + 19;
  if (load<u8>(at) === 0x2e) {
    at++;
    if (!isDigit(load<u8>(at))) return false;
    while (isDigit(load<u8>(at))) at++;
  }
  return at === to ? isLoose : isOffset(at, to);
}

function isOffset(at: u32, to: u32): bool {
  if ((load<u8>(at) | 0x20) === 0x7a) return at + 1 === to;
  const sign = load<u8>(at);
  if ((sign !== 0x2b && sign !== 0x2d) || at + 6 !== to) return false;
  return pair(at + 1) < 24 && load<u8>(at, 3) === 0x3a && pair(at + 4) < 60;
}

function isClock(at: u32): bool {
  if (load<u8>(at, 2) !== 0x3a || load<u8>(at, 5) !== 0x3a) return false;
  return pair(at) < 24 && pair(at + 3) < 60 && pair(at + 6) < 60;
}

function beginsWithDay(at: u32): bool {
  const century = pair(at);
  const years = pair(at + 2);
  const month = pair(at + 5);
  const day = pair(at + 8);
  if (century > 99 || years > 99 || load<u8>(at, 4) !== 0x2d || load<u8>(at, 7) !== 0x2d) return false;
  const year = century * 100 + years;
  if (year === 0 || month - 1 > 11 || day - 1 > 30) return false;
  if (month === 2)
    return day <= 28 || (day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
  // April, June, September and November have thirty days.
  return day <= 30 || (month !== 4 && month !== 6 && month !== 9 && month !== 11);
}
