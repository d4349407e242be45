# S51, S69: a wrong id keeps every command that runs an engine from starting; three lines, exit 4, nothing written.
echo 1 > file
export HARMONY4_ENGINE_ID=h4core-geo-v1.2.3
h4 file
echo "exit $?"
h4 info --json
echo "exit $?"
ls
