# Of any file: equal to sha256sum; its id is not known, because nothing runs that is not verified.
printf 'not an engine' > 'a core.so'
h4 fingerprint 'a core.so' | sed "s|$PWD|<here>|"
sha256sum 'a core.so'
h4 fingerprint nowhere
echo "exit $?"
