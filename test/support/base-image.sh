#!/bin/sh
# The base of the image where no registry can be reached: a minimal Debian with Node and npm in the places that
# docker.io/library/node has them, under that name, so that the FROM of deploy/Dockerfile finds it.
#
#   base-image.sh FOLDER IMAGE NODE NPM     FOLDER keeps the store of images; NODE is a binary, NPM the package's folder
#
# Trusts the certificates that this machine trusts, which its way to the npm registry may need, and has the cache of npm
# where a volume can be.
set -eu
folder=$1 image=$2 node=$3 npm=$4
mkdir -p "$folder"
cd "$folder"
store="--root $folder/store --runroot $folder/run --storage-driver overlay"
# shellcheck disable=SC2086
! buildah $store inspect --type image "$image" >/dev/null 2>&1 || exit 0

rm -rf base
mkdir -p base/context
debootstrap --variant=minbase --include=ca-certificates bookworm base/rootfs "${DEBIAN_MIRROR:-http://deb.debian.org/debian}"
rm -rf base/rootfs/var/cache/apt/archives/*.deb
mkdir -p base/rootfs/usr/local/lib/node_modules base/rootfs/usr/local/etc
cp "$node" base/rootfs/usr/local/bin/node
cp -r "$npm" base/rootfs/usr/local/lib/node_modules/npm
ln -s ../lib/node_modules/npm/bin/npm-cli.js base/rootfs/usr/local/bin/npm
cp "${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}" base/rootfs/usr/local/etc/ca.crt
printf 'cafile=/usr/local/etc/ca.crt\ncache=/var/cache/npm\n' >base/rootfs/usr/local/etc/npmrc
tar -C base/rootfs -cf base/context/rootfs.tar .
cat >base/context/Dockerfile <<'DOCKERFILE'
FROM scratch
ADD rootfs.tar /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["node"]
DOCKERFILE
# shellcheck disable=SC2086
buildah $store bud --isolation chroot --tag "$image" base/context
rm -rf base
