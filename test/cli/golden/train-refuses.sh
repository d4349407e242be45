# What no dictionary can be made of, and options out of range: nothing is written.
echo "too short a story" > one
h4 train one -o d
echo "exit $?"
h4 train missing one -o d
echo "exit $?"
h4 train one -o -
h4 train one --maxdict=255
h4 train one --dictID=0
h4 train one -B1
h4 train one --train-fastcover=k=5,z=1
h4 train one one one one one one one --train-fastcover=k=5
h4 train
echo "exit $?"
ls
