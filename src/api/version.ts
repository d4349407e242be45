/** The version of this package. A test holds it against package.json, which a page cannot read. */

export const VERSION = "1.0.0";
