# A refused seal attests nothing and ends with 4; so does a wrong option with 2, before anything runs.
HARMONY4_ENGINE_FP=0000000000000000000000000000000000000000000000000000000000000000 h4 attest
echo "exit $?"
h4 attest --nonce odd
echo "exit $?"
h4 attest FILE
echo "exit $?"
h4 attest --max-age 5
echo "exit $?"
