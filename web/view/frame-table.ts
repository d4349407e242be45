/** Zstandard frames as their headers describe them. RFC 8878 §3.1.1 */

import { make, terms } from "../dom.js";
import { counted, exact, ratio, sizeInFull, sizeText } from "../figures.js";
import type { Frames } from "./frames-map.js";
import { Pager } from "./pager.js";

export function frameFields({
  list,
  frames,
  skippable,
  checksums,
  contentSize,
  windowSize,
  ...blocks
}: Frames): HTMLElement {
  const columns = [
    "Frame",
    "Begins at byte",
    "Bytes",
    "Content",
    "Ratio",
    "Window",
    "Checksum",
    "Dictionary",
    "Blocks",
  ];
  const pager = new Pager(
    "Frames, one by one",
    columns,
    () => list.length,
    (index) => {
      const frame = list[index]!;
      const content = frame.contentSize === undefined ? "not said" : exact(frame.contentSize);
      if (frame.kind === "skippable") {
        return [
          `${index}: skippable`,
          exact(frame.offset),
          exact(frame.compressedSize),
          `${content} to skip`,
          "",
          "",
          "",
          "",
          "",
        ];
      }
      const { compressed, raw, rle } = frame.blocks;
      return [
        `${index}`,
        exact(frame.offset),
        exact(frame.compressedSize),
        content,
        frame.contentSize === undefined ? "" : ratio(frame.contentSize, frame.compressedSize),
        sizeText(frame.windowSize),
        frame.checksum ? "XXH64" : "none",
        frame.dictionaryId === 0 ? "none" : `${frame.dictionaryId}`,
        `${exact(compressed)} compressed, ${exact(raw)} raw, ${exact(rle)} RLE`,
      ];
    },
  );
  return make(
    "section",
    { "aria-label": "Frames" },
    make("h3", {}, "Frames"),
    terms([
      ["Frames", `${exact(frames)}${skippable > 0 ? `, and ${counted(skippable, "skippable one")}` : ""}`],
      ["Content", contentSize === undefined ? "not said by every frame" : sizeInFull(contentSize)],
      ["Largest window", sizeInFull(windowSize)],
      ["Checksums", `${exact(checksums)} of ${counted(frames, "frame")} ${checksums === 1 ? "ends" : "end"} with one`],
      ["Blocks", `${exact(blocks.compressed)} compressed, ${exact(blocks.raw)} raw, ${exact(blocks.rle)} RLE`],
    ]),
    pager.element,
  );
}
