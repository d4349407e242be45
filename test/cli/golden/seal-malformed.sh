# S14: a fingerprint that is none is refused and the variables are named. Empty and blank are unset, S12.
HARMONY4_ENGINE_FP=a7c4b1d9... h4 info
echo "exit $?"
HARMONY4_ENGINE_ID='two words' h4 info
echo "exit $?"
HARMONY4_ENGINE_FP= HARMONY4_ENGINE_ID=' ' HARMONY4_CORE_PATH= h4 info | grep seal
