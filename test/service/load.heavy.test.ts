/** 200 clients at once for a minute: every answer right, and memory bounded. T19, T20 of THREATS.md */

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, type IncomingMessage, request } from "node:http";
import { afterAll, expect, test } from "vitest";
import { compress, createEngine } from "../../src/index.js";
import { json, noise, text } from "../support/generators.js";
import { killAll, serve } from "./served.js";

afterAll(killAll);

const CLIENTS = 200;
const MINUTE = 60_000;
const MIB = 1 << 20;
/** The engine's instances, buffers of 200 connections, and the heap of a busy process: 233 MiB were seen. */
const GROWTH_MAX = 600 * MIB;

/** What is asked, and what must come back: the first of each pair over 1 MiB is streamed, the others are whole. */
const PLAIN = [text(1_500_000), json(100_000), noise(70_000), text(0), json(3_000)];

/** One request on a connection of `agent`, from an address of its own: a client's share is by its address. */
async function ask(agent: Agent, url: string, localAddress: string, body?: Uint8Array): Promise<[number, Buffer]> {
  const sent = request(url, { agent, localAddress, method: body === undefined ? "GET" : "POST" });
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return [response.statusCode!, Buffer.concat(chunks)];
}

function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) * 1024;
}

test(`${CLIENTS} clients for a minute`, { timeout: 3 * MINUTE }, async () => {
  const service = await serve(["--queue", String(CLIENTS)]);
  const engine = await createEngine();
  const cases = await Promise.all(
    PLAIN.map(async (plain) => ({ plain: Buffer.from(plain), packed: Buffer.from(await compress(plain, {}, engine)) })),
  );
  const began = residentBytes(service.child.pid!);
  let highest = began;
  const watch = setInterval(() => {
    highest = Math.max(highest, residentBytes(service.child.pid!));
  }, 250);
  const until = Date.now() + MINUTE;
  const wrong: string[] = [];
  let answers = 0;
  let slowest = 0;

  async function client(number: number): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const address = `127.0.${1 + (number >> 7)}.${1 + (number & 127)}`;
    for (let turn = number; Date.now() < until; turn++) {
      const { plain, packed } = cases[turn % cases.length]!;
      const there = turn % 2 === 0;
      const path = there ? "/compress" : "/compress/decompress";
      const [status, body] = await ask(agent, `${service.url}${path}`, address, there ? plain : packed);
      if (status !== 200 || !body.equals(there ? packed : plain))
        wrong.push(`${path} ${turn}: ${status}, ${body.length}`);
      answers++;
    }
    agent.destroy();
  }
  async function prober(): Promise<void> {
    const agent = new Agent({ keepAlive: true });
    while (Date.now() < until) {
      const asked = performance.now();
      const [status] = await ask(agent, `${service.url}/readyz`, "127.0.0.1");
      if (status !== 200) wrong.push(`/readyz: ${status}`);
      slowest = Math.max(slowest, performance.now() - asked);
    }
    agent.destroy();
  }
  await Promise.all([...Array.from({ length: CLIENTS }, (_, number) => client(number)), prober()]);
  clearInterval(watch);
  console.log(
    `${answers} answers; resident ${Math.round(began / MIB)} to ${Math.round(highest / MIB)} MiB; ` +
      `slowest /readyz ${Math.round(slowest)} ms`,
  );
  expect(wrong).toEqual([]);
  expect(answers).toBeGreaterThan(CLIENTS);
  expect(highest - began).toBeLessThan(GROWTH_MAX);
  expect((await service.stop()).code).toBe(0);
});
