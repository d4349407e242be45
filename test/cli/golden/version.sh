# The package, the engine, its fingerprint; -V as in zstd(1).
h4 --version | sed -E 's/[0-9a-f]{64}/<64 digits>/; s/h4 [0-9.]+$/h4 <version>/'
h4 -V | head -n 1 | grep -c '^h4 '
h4 --version --json | sed -E 's/[0-9a-f]{64}/<64 digits>/; s/"version":"[0-9.]+"/"version":"<version>"/'
