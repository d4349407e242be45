/** Files of the page, wherever a runtime has them. */

/** One file, whole. */
export interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its Content-Type. */
  readonly type: string;
  /** A strong one, with its quotes: other bytes have another. RFC 9110 §8.8.3 */
  readonly etag: string;
}

/** The files that the page is made of: those of the folder `web` of the package. */
export interface Assets {
  /** All of them: each is a resource beside the page. */
  readonly names: readonly string[];
  /** That of `name`; undefined where there is none. */
  open(name: string): Promise<Asset | undefined>;
}
