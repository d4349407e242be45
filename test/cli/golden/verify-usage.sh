# A pin or a root that is unset by mistake lifts no check.
: > file
for line in '--root=' '--root=12' '--engine-id=' '--fingerprint=x' '--signature=file' ''; do h4 verify $line; echo "exit $?"; done
h4 verify --key= file; echo "exit $?"
h4 keygen -q -o key.pem > keys
h4 verify --key key.pem.pub --signature missing file; h4 verify --key key.pem.pub --signature . file; echo "exit $?"
h4 verify -; echo "exit $?"
h4 inspect -; h4 seek - 0; h4 check -; h4 sign - --key k
