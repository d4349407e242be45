# S34, S35: of a native core: its digest and its symbols, read without running it; one that lacks what it must have is told.
umask 022
cp "$CORE" h4core.so
chmod 555 h4core.so
h4 fingerprint h4core.so | sed -E "s/[0-9a-f]{64}/<64 digits>/; s|$PWD|<here>|"
test "$(h4 fingerprint h4core.so | sed -n 's/^sha256 *//p')" = "$(sha256sum h4core.so)" && echo "as sha256sum"
libc=$(ldd "$CORE" | sed -n 's/.*=> \(.*libc[^ ]*\) .*/\1/p')
h4 fingerprint "$libc" | grep -c '^symbols.* printf '
