/**
 * Rewrites what wasm2c 1.0.32 makes of the artifact so that each function reads the base of the memory once: 7 to 15 %
 * in both directions. The loads and stores themselves are in linear-memory.h.
 */

/** `i64_load32_u(&instance->w2c_memory, ` and its like. */
const ACCESS = /\b(i(?:32|64)_(?:load|store)(?:8|16|32)?(?:_[su])?)\(&instance->w2c_memory, /g;

/** memory.copy, which has one memory to copy in. */
const COPY = "memory_copy(&instance->w2c_memory, &instance->w2c_memory, ";

/** `  w2c_i0 = h4_i32_load8_u(base, ADDRESS);` */
const LOAD = /^(\s*)(w2c_[ij]\d+) = h4_i\d\d_load\w*\(base, (.*)\);$/;

/** Stands once in each function, behind the declarations. The function ends with a brace at the left margin. */
const PROLOGUE = "  FUNC_PROLOGUE;";

/** What must not be left: accesses that bypass the base, and tables, of which the runtime knows nothing. */
const FOREIGN = /\b[if]\d\d_(?:load|store)\w*\(&|\bCALL_INDIRECT\(|\bwasm_rt_allocate_(?:func|extern)ref_table\(/;

/** An artifact without imports. */
const INSTANTIATE = "\nvoid Z_h4_instantiate(Z_h4_instance_t* instance) {\n";

/**
 * @param {string} source C as wasm2c writes it for the module name `h4`, which includes `header`.
 * @param {string} header
 * @returns {{ source: string, functions: number, accesses: number, touches: number }} The rewritten C, and how much of
 *   it was.
 * @throws {Error} when the C is not of the form that is known, so that nothing can be said of it.
 */
export function hoist(source, header) {
  const include = `#include "${header}"\n`;
  const bodies = source.indexOf("static bool s_module_initialized = false;");
  if (!source.includes(include) || bodies < 0) throw unknown("it does not begin as that does");
  const prelude = source.slice(0, bodies);
  const counts = { functions: 0, accesses: 0, touches: 0 };
  const lines = source
    .slice(bodies)
    .replaceAll(COPY, "h4_memory_copy(&instance->w2c_memory, ")
    .replace(ACCESS, (_, access) => {
      counts.accesses++;
      return `h4_${access}(base, `;
    })
    .split("\n");
  for (let i = 0; i < lines.length; i++) {
    if (lines[i] === PROLOGUE) i = rewriteFunction(lines, i, counts);
  }
  const rewritten = lines.join("\n");
  const left = FOREIGN.exec(rewritten);
  if (left !== null) throw unknown(`it still has ${left[0]}`);
  if (!rewritten.includes(INSTANTIATE)) throw unknown("the artifact has imports");
  if (counts.functions === 0 || counts.accesses === 0) throw unknown("no function accesses the memory");
  return { source: `${prelude}#include "linear-memory.h"\n\n${rewritten}`, ...counts };
}

/** Gives the function whose prologue is at `start` its base, where it accesses memory; answers its last line. */
function rewriteFunction(lines, start, counts) {
  let end = start;
  let accesses = false;
  while (lines[end] !== "}") {
    if (++end === lines.length) throw unknown("a function does not end");
    if (!lines[end].includes("(base, ")) continue;
    accesses = true;
    const load = LOAD.exec(lines[end]);
    if (load === null || !isOverwritten(lines[end + 1], load[2])) continue;
    lines[end] = `${load[1]}h4_touch(base, ${load[3]});`;
    counts.touches++;
  }
  if (accesses) {
    lines[start] += "\n  const h4_base_t base = H4_BASE(instance);";
    counts.functions++;
  }
  return end;
}

/** Whether the statement assigns to `variable` without reading it. */
function isOverwritten(statement, variable) {
  const [, target, value] = /^\s*(\w+) = (.*);$/.exec(statement) ?? [];
  return target === variable && !new RegExp(`\\b${variable}\\b`).test(value);
}

function unknown(reason) {
  return new Error(`This is not the C that wasm2c 1.0.32 writes: ${reason}`);
}
