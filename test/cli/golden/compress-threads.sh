# -T is accepted, said to change nothing, and changes nothing.
seq 1 50000 > numbers
h4 -c numbers > one
h4 -c -T1 numbers | cmp - one && echo "-T1 the same"
h4 -c -T 4 numbers | cmp - one && echo "-T 4 the same"
h4 -q -c -T0 numbers | cmp - one && echo "-T0 the same"
h4 -c -T1000 numbers
