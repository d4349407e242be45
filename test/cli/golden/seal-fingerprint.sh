# S52, S69: a wrong fingerprint likewise. Case and blanks around a right one do not matter.
export HARMONY4_ENGINE_FP=0000000000000000000000000000000000000000000000000000000000000000
echo 1 | h4 | wc -c
h4 info
echo "exit $?"
HARMONY4_ENGINE_FP=" $(h4 fingerprint --json | sed 's/.*"sha256":"\([0-9a-f]*\)".*/\1/' | tr a-f A-F) "
h4 info | grep seal
