# Names that need care: a dash in front, blanks, a line break, 255 bytes.
echo 1 > ./-9
echo 2 > 'two words'
echo 3 > 'line
break'
long=$(printf '%0251d' 0)
echo 4 > "$long"
h4 -q -- -9 'two words' 'line
break' "$long"
h4 -dc -- -9.zst 'two words.zst' 'line
break.zst' "$long.zst"
h4 'no
such' ./nofile
echo "exit $?"
