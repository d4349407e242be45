# S33, S35: a native core, property by property; the last line of a core that is none ends it with 4.
umask 022
cp "$CORE" h4core.so
chmod 555 h4core.so
h4 core-test h4core.so | sed -E 's/[0-9a-f]{64}/<64 digits>/'
h4 core-test --json h4core.so | grep -c '"ok":true'
echo 'not an engine' > text.so; chmod 555 text.so
h4 core-test text.so
echo "exit $?"
h4 core-test --json nowhere.so | sed "s|$PWD|<here>|"
h4 core-test -
echo "exit $?"
