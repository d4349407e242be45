# Help is a result: on stdout, exit 0, whichever way it is asked for.
h4 --help > long
h4 -h | cmp - long && h4 -H | cmp - long && h4 help | cmp - long && echo "one help"
h4 compress --help > compress
h4 help compress | cmp - compress && echo "one help for a command"
head -n 2 long
