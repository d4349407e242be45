/** Versions of the package, and which is the later one. https://semver.org §2, §11 */

/** `1.2.3`, or before it `1.2.3-rc.1`. Build metadata is refused: it has no order. */
export const VERSION_PATTERN = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(-[0-9A-Za-z.-]{1,64})?$/;

/** Whether `version` is `minimum`, which is no pre-release, or came later. Both match `VERSION_PATTERN`. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [, ...found] = VERSION_PATTERN.exec(version)!;
  const [, ...least] = VERSION_PATTERN.exec(minimum)!;
  for (let i = 0; i < 3; i++) {
    const difference = Number(found[i]) - Number(least[i]);
    if (difference !== 0) return difference > 0;
  }
  return found[3] === undefined; // a pre-release comes before its release
}
