# S36, S51, S52, S57, S58: what keeps a native core from starting: each refusal begins with 🔐, ends with 4, writes nothing.
umask 022
cp "$CORE" h4core.so
chmod 555 h4core.so
export HARMONY4_CORE_PATH=$PWD/h4core.so
echo 1 > file
HARMONY4_ENGINE_FP=0000000000000000000000000000000000000000000000000000000000000000 h4 file
echo "exit $?"
HARMONY4_ENGINE_ID=h4core-geo-v1.2.3 h4 file
echo "exit $?"
HARMONY4_ENGINE_FP=a7c4b1d9e2f0a3c5d8f1b2c4e7f9a1d3e5f7a9b1c3d5e7f9a1b3c5d7e9f1a3 h4 file
echo "exit $?"
chmod 775 h4core.so
h4 file
echo "exit $?"
rm h4core.so
echo 'not an engine' > h4core.so; chmod 555 h4core.so
h4 file
echo "exit $?"
ls
