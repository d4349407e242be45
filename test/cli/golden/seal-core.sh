# S15, S18, S39, S45, S46, S64: a native core with the right pins: exit 0, one line on stderr, no warning, and -q leaves it out.
umask 022
cp "$CORE" h4core.so
chmod 555 h4core.so
eval "$(h4 fingerprint h4core.so | grep ^export)"
export HARMONY4_ENGINE_ID=h4core-zstd-v1.0.0
echo "the same bytes" > file
h4 file
h4 -q -dc file.zst
HARMONY4_CORE_ISOLATED=1 h4 -q -9 -c file | env -u HARMONY4_CORE_PATH -u HARMONY4_ENGINE_ID -u HARMONY4_ENGINE_FP h4 -dc
h4 info | sed -E 's/[0-9a-f]{64}/<64 digits>/'
h4 list -q file.zst | tail -1
