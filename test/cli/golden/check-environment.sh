# S33 to S37, S71: the environment before it is deployed; a core that is not the pinned one is not run.
umask 022
words() { sed -E 's/[0-9a-f]{64}/<64 digits>/g; s/[0-9]+ properties/<n> properties/'"; s|$PWD|<here>|g"; }
checked() { h4 check "$@" > said 2>> notes; code=$?; words < said; echo "exit $code"; }
checked
cp "$CORE" h4core.so
chmod 555 h4core.so
export HARMONY4_CORE_PATH=$PWD/h4core.so
checked
export HARMONY4_ENGINE_ID=h4core-zstd-v1.0.0
export HARMONY4_ENGINE_FP=$(sha256sum h4core.so | cut -c 1-64)
checked
HARMONY4_ENGINE_ID=other checked
HARMONY4_ENGINE_FP=a7c4b1d9e2f0a3c5d8f1b2c4e7f9a1d3e5f7a9b1c3d5e7f9a1b3c5d7e9f1a3 checked --json | head -1
printf '\377' > byte; chmod 755 h4core.so; cat byte >> h4core.so
checked
HARMONY4_CORE_PATH=$PWD/nowhere.so checked
grep -c sealed notes
checked --root 00
checked --engine-id other
