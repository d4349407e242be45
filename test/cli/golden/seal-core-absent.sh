# T5, S49, S50: a native core that was asked for and is not there is never replaced by another engine.
echo 1 > file
export HARMONY4_CORE_PATH=/opt/h4core/v1.2.3/h4core.so
h4 file
echo "exit $?"
h4 -t < file
echo "exit $?"
h4 info --json
HARMONY4_CORE_PATH=h4core.so h4 list file
echo "exit $?"
ls
