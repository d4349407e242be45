# The fields of the service, S3: sealed is false unless a fingerprint was pinned.
h4 info | sed -E 's/[0-9a-f]{64}/<64 digits>/'
h4 info --json | sed -E 's/[0-9a-f]{64}/<64 digits>/'
