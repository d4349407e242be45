/** Small payloads that are alike, as an API sends them and a server logs them: from fixed seeds. */

import { Random } from "../support/generators.js";

const EVENTS = ["order.created", "order.updated", "order.cancelled", "invoice.paid", "customer.deleted"];
const NAMES = "ada alan barbara claude donald edsger frances grace john katherine leslie margaret niklaus radia".split(
  " ",
);
const ITEMS = "anvil basket candle drum envelope flute globe hammer inkwell jar kettle lantern mirror needle".split(
  " ",
);
const encoder = new TextEncoder();

/** One order as JSON, some 300 to 900 bytes. */
export function order(random: Random): Uint8Array {
  const name = random.pick(NAMES);
  const items = Array.from({ length: random.between(1, 5) }, () => ({
    sku: `SKU-${random.below(10_000)}`,
    title: `${random.pick(ITEMS)} and ${random.pick(ITEMS)}`,
    quantity: random.between(1, 9),
    price: { currency: "EUR", amount: random.below(100_000) / 100 },
  }));
  const customer = {
    name,
    email: `${name}.${random.pick(NAMES)}@example.com`,
    country: random.pick(["DE", "FR", "IN"]),
  };
  const record = {
    id: random.next(),
    event: random.pick(EVENTS),
    at: 1_700_000_000 + random.below(10_000_000),
    customer,
  };
  return encoder.encode(JSON.stringify({ ...record, items, note: random.below(3) ? null : random.pick(ITEMS) }));
}

/** One line of an access log, some 150 bytes. */
export function line(random: Random): Uint8Array {
  const address = Array.from({ length: 4 }, () => random.below(256)).join(".");
  const request = `GET /${random.pick(ITEMS)}/${random.below(1000)}?from=${random.pick(NAMES)} HTTP/1.1`;
  const agent = `Mozilla/5.0 (${random.pick(["X11; Linux x86_64", "Windows NT 10.0; Win64; x64", "Macintosh"])})`;
  const status = random.pick([200, 200, 200, 304, 404]);
  return encoder.encode(`${address} - - "${request}" ${status} ${random.below(100_000)} "-" "${agent}"\n`);
}

/** `count` payloads of one kind. */
export function payloads(kind: (random: Random) => Uint8Array, count: number, seed: number): Uint8Array[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => kind(random));
}
