# -o names one output: several inputs are a mistake, and nothing is written.
echo 1 > one
echo 2 > two
h4 one two -o both
code=$?
ls
exit $code
