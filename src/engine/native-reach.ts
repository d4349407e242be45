/** What a core can reach beyond its own bytes, by what it needs and imports. T9 of THREATS.md, S72 of PROMISES.md */

import type { ElfFacts } from "./elf.js";

/** Parts of the C library and its loader, under the names of glibc and musl. They are in every process already. */
const C_LIBRARY = /^(lib(c|m|pthread|dl|rt)\.so\.\d+|ld-linux[\w-]*\.so\.\d+|libc\.musl-\w+\.so\.\d+)$/;

/**
 * Functions that know nothing of time, host, user, path or locale: memory, bytes, numbers, jumps, locks and the end of
 * the process. What else a core imports could bring such into its output.
 */
const PURE: readonly RegExp[] = [
  /^(malloc|calloc|realloc|free|aligned_alloc|posix_memalign|mmap|munmap|mprotect|mremap|madvise)$/,
  /^_*(mem(cpy|move|set|cmp|chr|rchr|pcpy)|str(n?len|n?cmp|chr|rchr|n?cpy|n?cat))(_chk)?$/,
  /^(_?setjmp|__sigsetjmp|(sig)?longjmp|____?longjmp_chk|abort|_?exit|atexit|qsort|bsearch|l?labs|l?ldiv)$/,
  /^(ceil|floor|trunc|rint|nearbyint|sqrt|fabs|fmin|fmax|copysign|log2|exp2|pow|log|exp)f?$/,
  /^(pthread_(once|mutex_\w+|key_\w+|[gs]etspecific|self)|call_once|mtx_\w+|tss_\w+|__tls_get_addr)$/,
  /^(__cxa_(finalize|atexit|thread_atexit_impl)|__stack_chk_fail|__assert_fail|__gmon_start__|_ITM_\w+|__errno_location)$/,
];

/** Libraries that are loaded with the core and that its fingerprint does not cover, as sentences for an operator. */
export function strangers(facts: ElfFacts | undefined, path: string): string[] {
  const names = facts?.needed.filter((name) => !C_LIBRARY.test(name)) ?? [];
  const folders = facts?.searchPaths ?? [];
  const where = folders.length === 0 ? "" : `, looked for in ${folders.join(", ")} first`;
  return names.length === 0 ? [] : [`${path} needs ${names.join(", ")}${where}: its fingerprint does not cover them`];
}

/** What the core imports or needs through which more than input and options could reach its output. */
export function knowsMore({ imports, needed }: ElfFacts): string[] {
  return [
    ...needed.filter((name) => !C_LIBRARY.test(name)),
    ...imports.filter((name) => !PURE.some((pattern) => pattern.test(name))),
  ];
}
